package main

import (
	"errors"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"
)

// runtimeVariables are those that template.yaml has for Go's own runtime.
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

// What the functions are told; the same for all, each takes what it needs.
const (
	tableName = "bench"
	publicURL = "https://accounts.example.com"
	region    = "us-east-1"
	linkKeyID = "link-key"
	codeKeyID = "code-key"
)

// variables are the environment variables that template.yaml gives to functions, and those of Lambda by
// which AWS is reached: here at that address.
func variables(endpoint string) map[string]string { return variablesOf(anybody, endpoint) }

// anybody is an access key. DynamoDB Local keeps a database for each.
const anybody = "test"

func variablesOf(accessKey, endpoint string) map[string]string {
	return map[string]string{
		"AWS_REGION": region, "AWS_DEFAULT_REGION": region, "AWS_ACCESS_KEY_ID": accessKey, "AWS_SECRET_ACCESS_KEY": "test",
		"AWS_SESSION_TOKEN": "bench", "AWS_ENDPOINT_URL": endpoint,
		"TABLE_NAME": tableName, "PUBLIC_URL": publicURL,
		"OPERATOR_CLAIM": "cognito:groups", "OPERATOR_VALUE": "operators", "OPERATOR_ADDRESSES": "",
		"REVIEW_POLICY": "mismatch", "REQUEST_LIFETIME_DAYS": "90", "REMINDER_DAYS": "7,30,60,83",
		"REQUESTS_PER_DAY": "10000", "DNS_PROOF": "false", "DNS_SERVER": "",
		"CODE_KEY_ID": codeKeyID, "LINK_KEY_ID": linkKeyID, "CODES_PER_HOUR": "100", "CODES_PER_DAY": "100",
		"INVITATIONS_PER_DAY": "1000", "MAILS_PER_DAY": "10000000",
		"SENDER": "accounts@example.com", "CONFIGURATION_SET": "bench",
		"OIDC_ISSUER": "https://issuer.example.com", "OIDC_DISCOVERY_URL": "https://issuer.example.com", "OIDC_CLIENT_ID": "bench",
	}
}
