package memory

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/dynamo/client"
)

var _ client.API = (*DB)(nil)

const mostInATransaction = 100

// GetItem implements client.API.
func (db *DB) GetItem(ctx context.Context, in *dynamodb.GetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	k, err := db.keyOf(in.Key)
	if err := first(ctx, err); err != nil {
		return nil, err
	}
	db.mutex.Lock()
	defer db.mutex.Unlock()
	return &dynamodb.GetItemOutput{Item: db.items[k]}, nil
}

// first returns the error of the context if it is done, otherwise err.
func first(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// BatchGetItem implements client.API.
func (db *DB) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	if err := first(ctx, nil); err != nil {
		return nil, err
	}
	out := &dynamodb.BatchGetItemOutput{Responses: map[string][]item{}}
	db.mutex.Lock()
	defer db.mutex.Unlock()
	for table, ask := range in.RequestItems {
		seen := map[key]bool{}
		for _, at := range ask.Keys {
			k, err := db.keyOf(at)
			if err == nil && seen[k] {
				err = invalid("the key %v is asked for twice", k)
			}
			if err != nil {
				return nil, err
			}
			seen[k] = true
			if i, there := db.items[k]; there {
				out.Responses[table] = append(out.Responses[table], i)
			}
		}
	}
	return out, nil
}

// Query implements client.API.
func (db *DB) Query(ctx context.Context, in *dynamodb.QueryInput, _ ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	if err := first(ctx, nil); err != nil {
		return nil, err
	}
	name := aws.ToString(in.IndexName)
	of, known := db.indexes[name]
	if !known {
		return nil, invalid("no index %q", name)
	}
	partition, found := partitionIn(*in.KeyConditionExpression, of, in.ExpressionAttributeNames, in.ExpressionAttributeValues)
	if !found {
		return nil, invalid("no partition in %q", *in.KeyConditionExpression)
	}
	db.mutex.Lock()
	defer db.mutex.Unlock()
	rows := db.rows[name][partition]
	forward := in.ScanIndexForward == nil || *in.ScanIndexForward
	from := 0
	if !forward {
		from = len(rows) - 1
	}
	if len(in.ExclusiveStartKey) > 0 {
		start, err := db.keyOf(in.ExclusiveStartKey)
		if err != nil {
			return nil, err
		}
		_, after, _ := of.place(in.ExclusiveStartKey, start)
		n, there := slices.BinarySearchFunc(rows, after, row.compare)
		switch {
		case !forward:
			from = n - 1
		case there:
			from = n + 1
		default:
			from = n
		}
	}
	out := &dynamodb.QueryOutput{}
	for n := from; n >= 0 && n < len(rows); {
		i := db.items[rows[n].key]
		ok, err := holds(in.KeyConditionExpression, scope{i, in.ExpressionAttributeNames, in.ExpressionAttributeValues})
		if err != nil {
			return nil, err
		}
		if ok {
			if of.keysOnly {
				i = db.only(i, of)
			}
			out.Items = append(out.Items, i)
			if in.Limit != nil && len(out.Items) == int(*in.Limit) {
				out.LastEvaluatedKey = db.only(i, of)
				break
			}
		}
		if forward {
			n++
		} else {
			n--
		}
	}
	out.Count = int32(len(out.Items)) //nolint:gosec // far below the maximum
	return out, nil
}

// partitionIn returns the partition that a query's condition names.
func partitionIn(text string, of index, names map[string]string, values item) (string, bool) {
	all := tokens(text)
	for n := 0; n+2 < len(all); n++ {
		if names[all[n]] == of.partition && all[n+1] == "=" {
			return textOf(values[all[n+2]]), true
		}
	}
	return "", false
}

// only returns the keys of an item: its own and those of the index.
func (db *DB) only(i item, of index) item {
	own := db.indexes[""]
	keys := item{}
	for _, name := range []string{own.partition, own.sort, of.partition, of.sort} {
		keys[name] = i[name]
	}
	return keys
}

// Scan implements client.API. It reads the partitions in the order of their keys.
func (db *DB) Scan(ctx context.Context, in *dynamodb.ScanInput, _ ...func(*dynamodb.Options)) (*dynamodb.ScanOutput, error) {
	if err := first(ctx, nil); err != nil {
		return nil, err
	}
	db.mutex.Lock()
	defer db.mutex.Unlock()
	var all []key
	for k := range db.items {
		if in.TotalSegments == nil || segmentOf(k.pk, *in.TotalSegments) == *in.Segment {
			all = append(all, k)
		}
	}
	order := func(a, b key) int { return row{key: a}.compare(row{key: b}) }
	slices.SortFunc(all, order)
	from := 0
	if len(in.ExclusiveStartKey) > 0 {
		start, err := db.keyOf(in.ExclusiveStartKey)
		if err != nil {
			return nil, err
		}
		n, there := slices.BinarySearchFunc(all, start, order)
		if from = n; there {
			from++
		}
	}
	out := &dynamodb.ScanOutput{}
	for _, k := range all[from:] {
		i := db.items[k]
		ok, err := holds(in.FilterExpression, scope{i, in.ExpressionAttributeNames, in.ExpressionAttributeValues})
		if err != nil {
			return nil, err
		}
		if ok {
			out.Items = append(out.Items, i)
		}
		out.ScannedCount++
		if in.Limit != nil && out.ScannedCount == *in.Limit {
			out.LastEvaluatedKey = db.only(i, db.indexes[""])
			break
		}
	}
	return out, nil
}

// PutItem implements client.API.
func (db *DB) PutItem(ctx context.Context, in *dynamodb.PutItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	s, err := db.putStep(in.Item, in.ConditionExpression, in.ExpressionAttributeNames, in.ExpressionAttributeValues, in.ReturnValuesOnConditionCheckFailure)
	return &dynamodb.PutItemOutput{}, db.alone(s, first(ctx, err))
}

// UpdateItem implements client.API.
func (db *DB) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	s, err := db.updateStep(in.Key, in.UpdateExpression, in.ConditionExpression, in.ExpressionAttributeNames, in.ExpressionAttributeValues, in.ReturnValuesOnConditionCheckFailure)
	return &dynamodb.UpdateItemOutput{}, db.alone(s, first(ctx, err))
}

// DeleteItem implements client.API.
func (db *DB) DeleteItem(ctx context.Context, in *dynamodb.DeleteItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.DeleteItemOutput, error) {
	s, err := db.deleteStep(in.Key, in.ConditionExpression, in.ExpressionAttributeNames, in.ExpressionAttributeValues)
	return &dynamodb.DeleteItemOutput{}, db.alone(s, first(ctx, err))
}

// BatchWriteItem implements client.API.
func (db *DB) BatchWriteItem(ctx context.Context, in *dynamodb.BatchWriteItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.BatchWriteItemOutput, error) {
	for _, requests := range in.RequestItems {
		for _, r := range requests {
			var s step
			var err error
			if r.PutRequest != nil {
				s, err = db.putStep(r.PutRequest.Item, nil, nil, nil, "")
			} else {
				s, err = db.deleteStep(r.DeleteRequest.Key, nil, nil, nil)
			}
			if err := db.alone(s, first(ctx, err)); err != nil {
				return nil, err
			}
		}
	}
	return &dynamodb.BatchWriteItemOutput{}, nil
}

// TransactWriteItems implements client.API.
func (db *DB) TransactWriteItems(ctx context.Context, in *dynamodb.TransactWriteItemsInput, _ ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error) {
	if len(in.TransactItems) > mostInATransaction {
		return nil, invalid("%d items in one transaction", len(in.TransactItems))
	}
	steps := make([]step, len(in.TransactItems))
	for n, w := range in.TransactItems {
		var err error
		switch {
		case w.Put != nil:
			steps[n], err = db.putStep(w.Put.Item, w.Put.ConditionExpression, w.Put.ExpressionAttributeNames, w.Put.ExpressionAttributeValues, w.Put.ReturnValuesOnConditionCheckFailure)
		case w.Update != nil:
			u := w.Update
			steps[n], err = db.updateStep(u.Key, u.UpdateExpression, u.ConditionExpression, u.ExpressionAttributeNames, u.ExpressionAttributeValues, u.ReturnValuesOnConditionCheckFailure)
		case w.Delete != nil:
			steps[n], err = db.deleteStep(w.Delete.Key, w.Delete.ConditionExpression, w.Delete.ExpressionAttributeNames, w.Delete.ExpressionAttributeValues)
		default:
			c := w.ConditionCheck
			steps[n], err = db.deleteStep(c.Key, c.ConditionExpression, c.ExpressionAttributeNames, c.ExpressionAttributeValues)
			steps[n].next = nil
		}
		if err := first(ctx, err); err != nil {
			return nil, err
		}
	}
	return &dynamodb.TransactWriteItemsOutput{}, db.together(steps)
}
