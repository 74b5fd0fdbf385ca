package layout

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Schema returns the schema of the table. A test checks that it is that of template.yaml.
func Schema(table string) *dynamodb.CreateTableInput {
	attribute := func(name string, kind types.ScalarAttributeType) types.AttributeDefinition {
		return types.AttributeDefinition{AttributeName: &name, AttributeType: kind}
	}
	index := func(name, partition, sort string) types.GlobalSecondaryIndex {
		return types.GlobalSecondaryIndex{
			IndexName: &name, KeySchema: keySchema(partition, sort),
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly},
		}
	}
	return &dynamodb.CreateTableInput{
		TableName:   &table,
		BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			attribute("PK", types.ScalarAttributeTypeS),
			attribute("SK", types.ScalarAttributeTypeS),
			attribute("duePartition", types.ScalarAttributeTypeS),
			attribute("dueAt", types.ScalarAttributeTypeN),
			attribute("listStatus", types.ScalarAttributeTypeS),
			attribute("createdAt", types.ScalarAttributeTypeN),
		},
		KeySchema: keySchema("PK", "SK"),
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{
			index(DueIndexName, "duePartition", "dueAt"),
			index(StatusIndexName, "listStatus", "createdAt"),
		},
		StreamSpecification: &types.StreamSpecification{
			StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewTypeNewAndOldImages,
		},
	}
}

func keySchema(partition, sort string) []types.KeySchemaElement {
	return []types.KeySchemaElement{
		{AttributeName: &partition, KeyType: types.KeyTypeHash},
		{AttributeName: &sort, KeyType: types.KeyTypeRange},
	}
}

// DueIndexName is the name of the due index.
const DueIndexName = "due"

// StatusIndexName is the name of the status index.
const StatusIndexName = "status"

// The lists of the status index that do not contain requests.
const (
	ListDisputes   = "dispute"
	ListSettled    = "settled"
	ListSuppressed = "suppressed"
	ListReported   = "reported"
	ListRenames    = "rename"
	ListClosed     = "closed"
)
