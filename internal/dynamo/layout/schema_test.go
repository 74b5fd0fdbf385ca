package layout_test

import (
	"os"
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"go.yaml.in/yaml/v3"

	"smartaccounts/internal/dynamo/layout"
)

// described is the part of a table's description that queries depend on, with the names that CloudFormation and the API
// share.
type described struct {
	BillingMode            string       `yaml:"BillingMode"`
	AttributeDefinitions   []attribute  `yaml:"AttributeDefinitions"`
	KeySchema              []keyElement `yaml:"KeySchema"`
	GlobalSecondaryIndexes []index      `yaml:"GlobalSecondaryIndexes"`
	StreamSpecification    struct {
		StreamViewType string `yaml:"StreamViewType"`
	} `yaml:"StreamSpecification"`
}

type attribute struct {
	AttributeName string `yaml:"AttributeName"`
	AttributeType string `yaml:"AttributeType"`
}

type index struct {
	IndexName  string       `yaml:"IndexName"`
	KeySchema  []keyElement `yaml:"KeySchema"`
	Projection struct {
		ProjectionType string `yaml:"ProjectionType"`
	} `yaml:"Projection"`
}

type keyElement struct {
	AttributeName string `yaml:"AttributeName"`
	KeyType       string `yaml:"KeyType"`
}

// Tests create the table by Schema, a deployment by the template.
func TestSchemaIsTheTemplates(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var template struct {
		Resources struct {
			Table struct {
				Properties struct {
					described               `yaml:",inline"`
					TimeToLiveSpecification struct {
						AttributeName string `yaml:"AttributeName"`
					} `yaml:"TimeToLiveSpecification"`
				} `yaml:"Properties"`
			} `yaml:"Table"`
		} `yaml:"Resources"`
	}
	if err := yaml.Unmarshal(text, &template); err != nil {
		t.Fatal(err)
	}
	inTemplate := template.Resources.Table.Properties
	var here described
	schema := layout.Schema("any")
	here.BillingMode = string(schema.BillingMode)
	for _, a := range schema.AttributeDefinitions {
		here.AttributeDefinitions = append(here.AttributeDefinitions, attribute{*a.AttributeName, string(a.AttributeType)})
	}
	here.KeySchema = keyElements(schema.KeySchema)
	for _, g := range schema.GlobalSecondaryIndexes {
		i := index{IndexName: *g.IndexName, KeySchema: keyElements(g.KeySchema)}
		i.Projection.ProjectionType = string(g.Projection.ProjectionType)
		here.GlobalSecondaryIndexes = append(here.GlobalSecondaryIndexes, i)
	}
	here.StreamSpecification.StreamViewType = string(schema.StreamSpecification.StreamViewType)
	if !reflect.DeepEqual(here, inTemplate.described) {
		t.Errorf("the table differs:\nin Schema   %+v\nin template %+v", here, inTemplate.described)
	}
	if inTemplate.TimeToLiveSpecification.AttributeName != "deleteAfter" {
		t.Errorf("the attribute of the time to live is %q", inTemplate.TimeToLiveSpecification.AttributeName)
	}
}

func keyElements(schema []types.KeySchemaElement) (elements []keyElement) {
	for _, k := range schema {
		elements = append(elements, keyElement{*k.AttributeName, string(k.KeyType)})
	}
	return elements
}
