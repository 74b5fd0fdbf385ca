// Package memory is a DynamoDB in the memory of the process, for tests that need very many operations. It has one table
// and the part of the API that package dynamo calls. It passes the same contract suite as the real engines.
//
// It does not model throttling, limits on the sizes of items and pages, conflicts between transactions (they run one at a
// time), eventually consistent indexes, and time to live.
package memory

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
)

// DB is one table. It is safe for concurrent use; each call is atomic.
type DB struct {
	indexes map[string]index // by name, the table's own under ""

	mutex sync.Mutex
	items map[key]item
	// rows are the sorted keys by index and partition.
	rows map[string]map[string][]row
}

// index is the partition key and sort key of an index.
type index struct {
	partition, sort string
	keysOnly        bool
}

type key struct{ pk, sk string }

// row is an item's position in a partition.
type row struct {
	sort types.AttributeValue
	key  key
}

func (r row) compare(s row) int {
	order, _ := compare(r.sort, s.sort)
	return cmp.Or(order, strings.Compare(r.key.pk, s.key.pk), strings.Compare(r.key.sk, s.key.sk))
}

// New returns an empty table with the schema.
func New(schema *dynamodb.CreateTableInput) *DB {
	db := &DB{indexes: map[string]index{"": indexOf(schema.KeySchema)}, items: map[key]item{}, rows: map[string]map[string][]row{}}
	for _, i := range schema.GlobalSecondaryIndexes {
		of := indexOf(i.KeySchema)
		of.keysOnly = i.Projection.ProjectionType == types.ProjectionTypeKeysOnly
		db.indexes[*i.IndexName] = of
	}
	for name := range db.indexes {
		db.rows[name] = map[string][]row{}
	}
	return db
}

func indexOf(schema []types.KeySchemaElement) index {
	var of index
	for _, element := range schema {
		if element.KeyType == types.KeyTypeHash {
			of.partition = *element.AttributeName
		} else {
			of.sort = *element.AttributeName
		}
	}
	return of
}

// invalid returns DynamoDB's error for an invalid call.
func invalid(format string, args ...any) error {
	return &smithy.GenericAPIError{Code: "ValidationException", Message: fmt.Sprintf(format, args...)}
}

func textOf(v types.AttributeValue) string {
	if s, is := v.(*types.AttributeValueMemberS); is {
		return s.Value
	}
	return ""
}

// keyOf returns an item's primary key, or an error if it has none.
func (db *DB) keyOf(i item) (key, error) {
	own := db.indexes[""]
	k := key{textOf(i[own.partition]), textOf(i[own.sort])}
	if k.pk == "" || k.sk == "" {
		return k, invalid("no primary key")
	}
	return k, nil
}

// place returns the item's partition and row in the index. It returns false if the item is not in the index, because it
// lacks an attribute.
func (of index) place(i item, k key) (partition string, at row, listed bool) {
	partition, at = textOf(i[of.partition]), row{i[of.sort], k}
	return partition, at, partition != "" && at.sort != nil
}

// store replaces the item under the key, or deletes it if next is nil.
func (db *DB) store(k key, next item) {
	was := db.items[k]
	for name, of := range db.indexes {
		if partition, at, listed := of.place(was, k); listed {
			rows := db.rows[name][partition]
			if n, found := slices.BinarySearchFunc(rows, at, row.compare); found {
				rows = slices.Delete(rows, n, n+1)
			}
			db.rows[name][partition] = rows
			if len(rows) == 0 {
				delete(db.rows[name], partition)
			}
		}
		if partition, at, listed := of.place(next, k); listed {
			rows := db.rows[name][partition]
			n, _ := slices.BinarySearchFunc(rows, at, row.compare)
			db.rows[name][partition] = slices.Insert(rows, n, at)
		}
	}
	if next == nil {
		delete(db.items, k)
	} else {
		db.items[k] = next
	}
}

// step is one conditional write.
type step struct {
	key       key
	condition *string
	names     map[string]string
	values    item
	next      func(was item) (item, error)
	tellOld   bool
}

// refused reports whether the step's condition fails.
func (db *DB) refused(s step) (bool, error) {
	ok, err := holds(s.condition, scope{db.items[s.key], s.names, s.values})
	return !ok, err
}

func (db *DB) putStep(i item, condition *string, names map[string]string, values item, tell types.ReturnValuesOnConditionCheckFailure) (step, error) {
	k, err := db.keyOf(i)
	return step{k, condition, names, values, func(item) (item, error) { return i, nil }, tell == types.ReturnValuesOnConditionCheckFailureAllOld}, err
}

func (db *DB) updateStep(at item, update, condition *string, names map[string]string, values item, tell types.ReturnValuesOnConditionCheckFailure) (step, error) {
	k, err := db.keyOf(at)
	next := func(was item) (item, error) {
		if was == nil {
			was = at // an update of a missing item creates it
		}
		return updated(*update, scope{was, names, values})
	}
	return step{k, condition, names, values, next, tell == types.ReturnValuesOnConditionCheckFailureAllOld}, err
}

func (db *DB) deleteStep(at item, condition *string, names map[string]string, values item) (step, error) {
	k, err := db.keyOf(at)
	return step{k, condition, names, values, func(item) (item, error) { return nil, nil }, false}, err
}

// alone performs one step.
func (db *DB) alone(s step, err error) error {
	if err != nil {
		return err
	}
	db.mutex.Lock()
	defer db.mutex.Unlock()
	no, err := db.refused(s)
	if err != nil {
		return err
	}
	if no {
		answer := &types.ConditionalCheckFailedException{Message: aws.String("the conditional request failed")}
		if s.tellOld {
			answer.Item = db.items[s.key]
		}
		return answer
	}
	next, err := s.next(db.items[s.key])
	if err == nil {
		db.store(s.key, next)
	}
	return err
}

// together performs all steps or none.
func (db *DB) together(steps []step) error {
	db.mutex.Lock()
	defer db.mutex.Unlock()
	var (
		cancelled bool
		seen      = map[key]bool{}
		reasons   = make([]types.CancellationReason, len(steps))
		next      = make([]item, len(steps))
	)
	for n, s := range steps {
		if seen[s.key] {
			return invalid("two operations on %v", s.key)
		}
		seen[s.key] = true
		no, err := db.refused(s)
		if err == nil && s.next != nil {
			next[n], err = s.next(db.items[s.key])
		}
		if err != nil {
			return err
		}
		reasons[n].Code = aws.String("None")
		if no {
			cancelled = true
			reasons[n].Code = aws.String("ConditionalCheckFailed")
			if s.tellOld {
				reasons[n].Item = db.items[s.key]
			}
		}
	}
	if cancelled {
		return &types.TransactionCanceledException{Message: aws.String("cancelled"), CancellationReasons: reasons}
	}
	for n, s := range steps {
		if s.next != nil { // nil: a condition check
			db.store(s.key, next[n])
		}
	}
	return nil
}

// segmentOf returns the number of a partition's segment in a scan.
func segmentOf(pk string, of int32) int32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(pk))
	return int32(h.Sum32() % uint32(of)) //nolint:gosec // less than of
}
