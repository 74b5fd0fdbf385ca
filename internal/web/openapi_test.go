package web_test

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"smartaccounts/docs"
	"smartaccounts/internal/account"
	"smartaccounts/internal/inbox"
	"smartaccounts/internal/web"
)

// apiDocument is docs/openapi.yaml as JSON values, and a compiler of the schemas in it.
type apiDocument struct {
	root    map[string]any
	mutex   sync.Mutex
	schemas *jsonschema.Compiler
	ready   map[string]*jsonschema.Schema
}

var document = sync.OnceValue(func() *apiDocument {
	must := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	var loose any
	must(yaml.Unmarshal(docs.OpenAPI, &loose))
	text, err := json.Marshal(loose)
	must(err)
	root, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	must(err)
	d := &apiDocument{root: root.(map[string]any), schemas: jsonschema.NewCompiler(), ready: map[string]*jsonschema.Schema{}}
	d.schemas.AssertFormat()
	must(d.schemas.AddResource("https://openapi.test/", root))
	return d
})

// at returns the object at that path, following references, and its real path.
func (d *apiDocument) at(path ...string) (map[string]any, []string) {
	value := d.root
	var where []string
	for _, name := range path {
		next, ok := value[name].(map[string]any)
		if !ok {
			return nil, nil
		}
		value, where = next, append(where, name)
		if ref, ok := value["$ref"].(string); ok {
			value, where = d.at(strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
		}
	}
	return value, where
}

func (d *apiDocument) schema(t testing.TB, where []string) *jsonschema.Schema {
	t.Helper()
	d.mutex.Lock()
	defer d.mutex.Unlock()
	escaped := make([]string, len(where))
	for i, name := range where {
		escaped[i] = strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(name)
	}
	address := "https://openapi.test/#/" + strings.Join(escaped, "/")
	if d.ready[address] == nil {
		schema, err := d.schemas.Compile(address)
		if err != nil {
			t.Fatal(err)
		}
		d.ready[address] = schema
	}
	return d.ready[address]
}

// describes requires that the document has the response: its status, headers and content.
func describes(t testing.TB, method, path string, got *httptest.ResponseRecorder) {
	t.Helper()
	if method == http.MethodHead || method == http.MethodOptions && got.Code == http.StatusNoContent {
		return // as GET without its content; the methods of the path
	}
	pattern := patternOf(method, path)
	if operation, _ := document().at("paths", pattern, strings.ToLower(method)); operation == nil {
		if got.Code != http.StatusNotFound && got.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s %s is not in the document and answered %d", method, path, got.Code)
		}
		return
	}
	status := strconv.Itoa(got.Code)
	response, where := document().at("paths", pattern, strings.ToLower(method), "responses", status)
	if response == nil {
		t.Errorf("%s %s: the document has no %s", method, pattern, status)
		return
	}
	headers, _ := response["headers"].(map[string]any)
	for name := range headers {
		if got.Header().Get(name) == "" {
			t.Errorf("%s %s: %s without %s", method, pattern, status, name)
		}
	}
	if _, has := response["content"]; !has && got.Body.Len() == 0 {
		return
	}
	contentType, _, _ := mime.ParseMediaType(got.Header().Get("Content-Type"))
	_, where = document().at(append(where, "content", contentType, "schema")...)
	if where == nil {
		t.Errorf("%s %s: the document has no %s of %s", method, pattern, contentType, status)
		return
	}
	value, err := any(got.Body.String()), error(nil)
	if contentType != "text/csv" {
		value, err = jsonschema.UnmarshalJSON(bytes.NewReader(got.Body.Bytes()))
	}
	if err != nil {
		t.Errorf("%s %s: %v", method, pattern, err)
		return
	}
	if err := document().schema(t, where).Validate(value); err != nil {
		t.Errorf("%s %s: %v\n%s", method, pattern, err, got.Body)
	}
}

// patternOf returns the API's pattern for a path. As in API Gateway, a pattern with {id} applies only if no literal one does.
func patternOf(method, path string) string {
	patterns, _ := document().at("paths")
	takes := func(pattern string) bool {
		operation, _ := document().at("paths", pattern, strings.ToLower(method))
		return operation != nil
	}
	if takes(path) {
		return path
	}
	have := strings.Split(path, "/")
	for pattern := range patterns {
		want := strings.Split(pattern, "/")
		fits := len(want) == len(have) && takes(pattern)
		for i := 0; fits && i < len(want); i++ {
			fits = want[i] == have[i] || strings.HasPrefix(want[i], "{")
		}
		if fits {
			return pattern
		}
	}
	return path
}

func TestEveryRouteOfTheAPIIsInTheDocumentAndNoOther(t *testing.T) {
	var want, got []string
	for _, route := range web.Routes() {
		if route.API() {
			want = append(want, route.Key())
		}
	}
	paths, _ := document().at("paths")
	for pattern, item := range paths {
		for method, operation := range item.(map[string]any) {
			got = append(got, strings.ToUpper(method)+" "+pattern)
			security, _ := json.Marshal(operation.(map[string]any)["security"])
			bearer := string(security) == `[{"bearer":[]}]`
			i := slices.IndexFunc(web.Routes(), func(r web.Route) bool { return r.Key() == strings.ToUpper(method)+" "+pattern })
			if i < 0 || bearer != (web.Routes()[i].Auth == web.Bearer) {
				t.Errorf("%s %s: the document's security is %s", method, pattern, security)
			}
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		t.Errorf("routes: %v\ndocument: %v", want, got)
	}
}

// A parameter without a value is one that is absent (TestBadParametersOfListsAreNamed).
func TestTheDocumentSaysWhichParametersMayBeEmpty(t *testing.T) {
	paths, _ := document().at("paths")
	looked := 0
	for pattern := range paths {
		operation, _ := document().at("paths", pattern, "get")
		parameters, _ := operation["parameters"].([]any)
		for _, p := range parameters {
			parameter := p.(map[string]any)
			if ref, ok := parameter["$ref"].(string); ok {
				parameter, _ = document().at(strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
			}
			schema, _ := parameter["schema"].(map[string]any)
			if parameter["in"] != "query" || schema["type"] == "string" {
				continue
			}
			looked++
			if parameter["allowEmptyValue"] != true {
				t.Errorf("GET %s: %s may be empty", pattern, parameter["name"])
			}
		}
	}
	if looked == 0 {
		t.Error("no such parameter was found")
	}
}

func TestEveryExampleInTheDocumentMatchesItsSchema(t *testing.T) {
	var walk func(where []string, value any)
	walk = func(where []string, value any) {
		object, ok := value.(map[string]any)
		if !ok {
			return
		}
		var examples []any
		if e, ok := object["example"]; ok {
			examples = append(examples, e)
		}
		if several, ok := object["examples"].(map[string]any); ok {
			for _, e := range several {
				examples = append(examples, e.(map[string]any)["value"])
			}
		}
		if _, ok := object["schema"]; ok {
			_, schema := document().at(append(slices.Clone(where), "schema")...)
			for _, e := range examples {
				if err := document().schema(t, schema).Validate(e); err != nil {
					t.Errorf("%v: %v", where, err)
				}
			}
		}
		for name, next := range object {
			walk(append(slices.Clone(where), name), next)
		}
	}
	walk(nil, document().root)
}

func TestEverySchemaInTheDocumentIsValid(t *testing.T) {
	schemas, _ := document().at("components", "schemas")
	for name := range schemas {
		document().schema(t, []string{"components", "schemas", name})
	}
	if document().root["openapi"] != "3.1.0" {
		t.Error("not OpenAPI 3.1")
	}
}

func TestTheWordsInTheDocumentAreTheDomains(t *testing.T) {
	words := func(path ...string) []string {
		schema, _ := document().at(path...)
		var words []string
		list, _ := schema["enum"].([]any)
		for _, word := range list {
			words = append(words, word.(string))
		}
		slices.Sort(words)
		return words
	}
	schema := func(name string, more ...string) []string {
		return words(append([]string{"components", "schemas", name}, more...)...)
	}
	for _, test := range []struct {
		name string
		got  []string
		want []string
	}{
		{"field codes", schema("Problem", "properties", "errors", "items", "properties", "code"), sorted(account.FieldCodes())},
		{"states", schema("RequestStatus"), sorted(account.States())},
		{"account statuses", schema("AccountStatus"), sorted(account.AccountStatuses())},
		{"visibilities", schema("Visibility"), sorted(account.Visibilities())},
		{"roles", schema("Role"), sorted(account.Roles())},
		{"permissions", schema("Permission"), sorted(account.Permissions())},
		{"kinds of log entries", schema("LogKind"), sorted(account.LogKinds())},
		{"kinds of inbox entries", schema("InboxEntry", "properties", "kind"), sorted(inbox.Kinds())},
		{"nominee states", schema("Nominee", "properties", "state"), sorted(account.NomineeStates())},
		{"deliveries", schema("Nominee", "properties", "delivery"), sorted(account.Deliveries())},
		{"reasons", schema("ReviewReason", "properties", "reason"), sorted(account.ReasonKinds())},
		{"disputes", schema("Dispute", "properties", "status"), sorted(append(account.Outcomes(), "open"))},
		{"events", schema("Event", "properties", "event"), sorted(account.EventKinds())},
		{"languages", schema("NewAccountRequest", "properties", "language"), sorted(account.Languages())},
	} {
		if !slices.Equal(test.got, test.want) {
			t.Errorf("%s: document %v, domain %v", test.name, test.got, test.want)
		}
	}
}

func sorted[S ~string](words []S) []string {
	var texts []string
	for _, w := range words {
		texts = append(texts, string(w))
	}
	slices.Sort(texts)
	return texts
}
