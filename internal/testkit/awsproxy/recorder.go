package awsproxy

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"smartaccounts/internal/testkit/capacity"
)

// Recorder is an HTTP handler that functions call instead of AWS. It forwards calls of DynamoDB to DynamoDB Local.
type Recorder struct {
	Engine  string // DynamoDB Local's address
	Table   string
	Indexes []capacity.Index
	// Delay is the minimum duration of a call, so that concurrent calls overlap even on a busy machine.
	Delay time.Duration
	// Price computes the cost of writes, for which it reads the items before and after them.
	Price bool
	// Pass forwards calls with as little work as possible, and records nothing.
	Pass bool

	mutex sync.Mutex
	calls []Call
	mails []Mail
}

// Take returns the calls since the last Take.
func (r *Recorder) Take() []Call {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	calls := r.calls
	r.calls = nil
	return calls
}

// Mails returns the mails since the last call.
func (r *Recorder) Mails() []Mail {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	mails := r.mails
	r.mails = nil
	return mails
}

// ServeHTTP implements http.Handler.
func (r *Recorder) ServeHTTP(w http.ResponseWriter, in *http.Request) {
	began := time.Now()
	target := in.Header.Get("X-Amz-Target")
	if target == "" && in.Method != http.MethodPost {
		w.WriteHeader(http.StatusOK) // the client opens the connection ahead of time
		return
	}
	body, err := io.ReadAll(in.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if r.Pass {
		answer, status, err := r.ask(in, target, body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		respond(w, status, answer)
		return
	}
	service, operation, _ := strings.Cut(target, ".")
	call := Call{Target: operation, Request: body, Status: http.StatusOK}
	switch {
	case service == "TrentService":
		call.Response, err = generateMAC(body)
	case in.URL.Path == sendEmailPath:
		call.Target = "SendEmail"
		call.Response, err = r.takeMail(body)
	default:
		err = r.forward(in, &call)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	if rest := r.Delay - time.Since(began); rest > 0 {
		time.Sleep(rest)
	}
	call.Span = Span{Began: began, Ended: time.Now()}
	r.mutex.Lock()
	r.calls = append(r.calls, call)
	r.mutex.Unlock()
	respond(w, call.Status, call.Response)
}

func (r *Recorder) takeMail(body []byte) ([]byte, error) {
	mail, answer, err := readMail(body)
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.mails = append(r.mails, mail)
	return answer, err
}

// forward sends a call to the engine, and requests the consumed capacity.
func (r *Recorder) forward(in *http.Request, call *Call) error {
	asked, err := read(call.Request)
	if err != nil {
		return err
	}
	written := asked.writes(call.Target)
	var before []capacity.Item
	if r.Price {
		if before, err = r.items(in, written); err != nil {
			return err
		}
	}
	body, err := askForConsumption(call.Request)
	if err != nil {
		return err
	}
	answer, status, err := r.ask(in, in.Header.Get("X-Amz-Target"), body)
	if err != nil {
		return err
	}
	call.Status = status
	var consumed float64
	if call.Response, consumed, err = takeConsumption(answer); err != nil {
		return err
	}
	if len(written) == 0 {
		call.Reads = max(consumed, readsOf(call, asked))
		return nil
	}
	call.Local = consumed
	if !r.Price || status != http.StatusOK {
		return nil
	}
	after, err := r.items(in, written)
	if err != nil {
		return err
	}
	for i := range written {
		call.Writes += capacity.Write(before[i], after[i], call.Target == "TransactWriteItems")
		for _, index := range r.Indexes {
			call.Writes += capacity.IndexWrites(before[i], after[i], index)
		}
	}
	return nil
}

// items returns the items under the keys, nil where there is none.
func (r *Recorder) items(in *http.Request, keys []capacity.Item) ([]capacity.Item, error) {
	items := make([]capacity.Item, len(keys))
	for i, key := range keys {
		body, err := json.Marshal(map[string]any{"TableName": r.Table, "Key": key, "ConsistentRead": true})
		if err != nil {
			return nil, err
		}
		answer, status, err := r.ask(in, "DynamoDB_20120810.GetItem", body)
		if err != nil || status != http.StatusOK {
			return nil, fmt.Errorf("look at an item: %d %s %w", status, answer, err)
		}
		var found struct{ Item capacity.Item }
		if err := json.Unmarshal(answer, &found); err != nil {
			return nil, err
		}
		items[i] = found.Item
	}
	return items, nil
}

// engineClient keeps as many idle connections as a function makes concurrent calls.
var engineClient = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}

// ask calls the engine with the access key of the same client, because the engine has a database for each. It does not check
// signatures.
func (r *Recorder) ask(in *http.Request, target string, body []byte) (answer []byte, status int, err error) {
	out, err := http.NewRequestWithContext(context.WithoutCancel(in.Context()), http.MethodPost, r.Engine, bytes.NewReader(body))
	if err != nil {
		return nil, 0, err
	}
	for _, name := range []string{"Authorization", "X-Amz-Date", "X-Amz-Security-Token", "Content-Type"} {
		out.Header.Set(name, in.Header.Get(name))
	}
	out.Header.Set("X-Amz-Target", target)
	response, err := engineClient.Do(out)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err = io.ReadAll(response.Body)
	return answer, response.StatusCode, err
}

func askForConsumption(body []byte) ([]byte, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		return nil, err
	}
	fields["ReturnConsumedCapacity"] = json.RawMessage(`"INDEXES"`)
	return json.Marshal(fields)
}

// takeConsumption removes ConsumedCapacity from a response, and returns the rest and the capacity, summed over tables.
func takeConsumption(answer []byte) (rest []byte, consumed float64, err error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(answer, &fields); err != nil {
		return nil, 0, fmt.Errorf("answer of the engine: %w: %s", err, answer)
	}
	said, there := fields["ConsumedCapacity"]
	if !there {
		return answer, 0, nil
	}
	type capacity struct{ CapacityUnits float64 }
	var all []capacity
	if json.Unmarshal(said, &all) != nil {
		all = make([]capacity, 1)
		if err := json.Unmarshal(said, &all[0]); err != nil {
			return nil, 0, err
		}
	}
	for _, one := range all {
		consumed += one.CapacityUnits
	}
	delete(fields, "ConsumedCapacity")
	rest, err = json.Marshal(fields)
	return rest, consumed, err
}
