package main

import (
	"errors"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"

	"smartaccounts/internal/testkit/runtimeapi"
)

// runtimeVariables returns the environment variables for Go's runtime in template.yaml.
func runtimeVariables() (map[string]string, error) {
	text, err := os.ReadFile("template.yaml")
	if err != nil {
		return nil, err
	}
	var template struct {
		Globals struct {
			Function struct {
				Environment struct {
					Variables map[string]yaml.Node `yaml:"Variables"`
				} `yaml:"Environment"`
			} `yaml:"Function"`
		} `yaml:"Globals"`
	}
	if err := yaml.Unmarshal(text, &template); err != nil {
		return nil, err
	}
	all := map[string]string{}
	for name, value := range template.Globals.Function.Environment.Variables {
		if strings.HasPrefix(name, "GO") {
			all[name] = value.Value
		}
	}
	if len(all) == 0 {
		return nil, errors.New("template.yaml has no variables for Go's runtime any more")
	}
	return all, nil
}

const tableName = "bench"

// anybody is the access key of the default database: DynamoDB Local keeps a database for each key.
const anybody = "test"

// variables returns the environment variables of a function that calls AWS at the endpoint.
func variables(endpoint string) map[string]string {
	return runtimeapi.Variables(anybody, endpoint, tableName)
}
