// Package awsproxy replaces AWS when functions run on this machine. A Recorder forwards calls to DynamoDB Local,
// implements the calls of KMS and SES, and records what each call costs; a Stub returns what was recorded, for
// measurements without an engine.
package awsproxy

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"smartaccounts/internal/testkit/capacity"
)

// Call is one call of an AWS service.
type Call struct {
	Target   string // the operation: Query, GenerateMac, SendEmail
	Request  []byte
	Response []byte
	Status   int
	Reads    float64 // read units
	Writes   float64 // write units, as AWS counts them
	Local    float64 // write units, as DynamoDB Local counts them
	Span     Span
}

// request has the parts of a request to DynamoDB that are used here.
type request struct {
	Key           capacity.Item
	Item          capacity.Item
	IndexName     string
	Values        capacity.Item `json:"ExpressionAttributeValues"`
	RequestItems  json.RawMessage
	Consistent    bool `json:"ConsistentRead"`
	TransactItems []map[string]struct {
		Key  capacity.Item
		Item capacity.Item
	}
}

func read(body []byte) (request, error) {
	var r request
	err := json.Unmarshal(body, &r)
	return r, err
}

// gets returns the keys of a BatchGetItem.
func (r request) gets() []capacity.Item {
	var tables map[string]struct{ Keys []capacity.Item }
	_ = json.Unmarshal(r.RequestItems, &tables)
	var keys []capacity.Item
	for _, table := range tables {
		keys = append(keys, table.Keys...)
	}
	return keys
}

// writes returns the keys that a call writes or checks.
func (r request) writes(target string) []capacity.Item {
	var all []capacity.Item
	add := func(key, item capacity.Item) {
		if item != nil {
			key = item
		}
		all = append(all, capacity.Item{"PK": key["PK"], "SK": key["SK"]})
	}
	switch target {
	case "PutItem", "UpdateItem", "DeleteItem":
		add(r.Key, r.Item)
	case "TransactWriteItems":
		for _, write := range r.TransactItems {
			for _, one := range write {
				add(one.Key, one.Item)
			}
		}
	case "BatchWriteItem":
		var tables map[string][]struct {
			PutRequest    *struct{ Item capacity.Item }
			DeleteRequest *struct{ Key capacity.Item }
		}
		_ = json.Unmarshal(r.RequestItems, &tables)
		for _, requests := range tables {
			for _, one := range requests {
				if one.PutRequest != nil {
					add(nil, one.PutRequest.Item)
				} else if one.DeleteRequest != nil {
					add(one.DeleteRequest.Key, nil)
				}
			}
		}
	}
	return all
}

// readsOf returns the read units of a call by the documented rules. DynamoDB Local counts none for an item that does
// not exist; AWS does.
func readsOf(call *Call, asked request) float64 {
	var answer struct {
		Item      capacity.Item
		Items     []capacity.Item
		Responses map[string][]capacity.Item
	}
	if call.Status != http.StatusOK || json.Unmarshal(call.Response, &answer) != nil {
		return 0
	}
	switch call.Target {
	case "GetItem":
		return capacity.Read(asked.Consistent, answer.Item)
	case "Query":
		return capacity.Read(asked.Consistent, answer.Items...)
	case "BatchGetItem":
		total, keys := 0.0, asked.gets()
		found := 0
		for _, items := range answer.Responses {
			for _, item := range items {
				total += capacity.Read(asked.batchConsistent(), item)
				found++
			}
		}
		return total + float64(len(keys)-found)*capacity.Read(asked.batchConsistent())
	}
	return 0
}

// batchConsistent reports whether a BatchGetItem reads consistently.
func (r request) batchConsistent() bool {
	var tables map[string]struct{ ConsistentRead bool }
	_ = json.Unmarshal(r.RequestItems, &tables)
	for _, table := range tables {
		return table.ConsistentRead
	}
	return false
}

func text(value any) string {
	typed, _ := value.(map[string]any)
	s, _ := typed["S"].(string)
	return s
}

// kind is the prefix of a key that says what kind of item it is: REQUEST#, ROW#2#.
var kind = regexp.MustCompile(`^([A-Z]+#)+([0-9]#)?`)

// Signature returns the operation and the kinds of its keys, without the ids; of a write only the operation. A Stub gives
// calls with the same signature the same response.
func Signature(target string, body []byte) string {
	r, err := read(body)
	if err != nil {
		return target
	}
	kinds := []string{r.IndexName}
	add := func(value any) {
		if name := kind.FindString(text(value)); name != "" {
			kinds = append(kinds, name)
		}
	}
	switch target {
	case "GetItem":
		add(r.Key["PK"])
	case "BatchGetItem":
		for _, key := range r.gets() {
			add(key["PK"])
		}
	case "Query":
		for _, value := range r.Values {
			add(value)
		}
	}
	slices.Sort(kinds)
	return target + " " + strings.TrimSpace(strings.Join(slices.Compact(kinds), " "))
}

// Of reports whether the call has that target and reads that kind of key.
func (c Call) Of(target, kind string) bool {
	return c.Target == target && strings.Contains(Signature(c.Target, c.Request), " "+kind)
}

// Spans returns when the calls began and ended.
func Spans(calls []Call) []Span {
	spans := make([]Span, len(calls))
	for i, c := range calls {
		spans[i] = c.Span
	}
	return spans
}

// Items returns the items that a transaction puts under keys of that kind.
func (c Call) Items(kind string) []map[string]any {
	r, err := read(c.Request)
	if err != nil {
		return nil
	}
	var items []map[string]any
	for _, write := range r.TransactItems {
		if item := write["Put"].Item; item != nil && strings.HasPrefix(text(item["PK"]), kind) {
			items = append(items, item)
		}
	}
	return items
}

// Keys returns the partition keys that the call writes under that kind.
func (c Call) Keys(kind string) []string {
	r, err := read(c.Request)
	if err != nil {
		return nil
	}
	var keys []string
	for _, key := range r.writes(c.Target) {
		if pk := text(key["PK"]); strings.HasPrefix(pk, kind) {
			keys = append(keys, pk)
		}
	}
	return keys
}
