package smartaccounts_test

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const (
	module = "smartaccounts"
	templ  = "github.com/a-h/templ"
	// The tags of the functions' builds. Without the first, the Lambda runtime imports net/rpc and its template page;
	// without the second, net/http includes HTTP/2, which the AWS endpoints that we call do not support.
	buildTags = "-tags=lambda.norpc,nethttpomithttp2"
)

type goPackage struct {
	ImportPath string
	Standard   bool
	Imports    []string
}

// packages returns those packages and their dependencies.
func packages(t *testing.T, patterns ...string) map[string]goPackage {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", append([]string{"list", buildTags, "-deps", "-json=ImportPath,Standard,Imports"}, patterns...)...).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	all := map[string]goPackage{}
	for read := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		switch err := read.Decode(&p); {
		case errors.Is(err, io.EOF):
			return all
		case err != nil:
			t.Fatal(err)
		}
		all[p.ImportPath] = p
	}
}

// ours returns a package's imports from this module, without the module's name.
func ours(p goPackage) []string {
	var imports []string
	for _, i := range p.Imports {
		if name, is := strings.CutPrefix(i, module+"/"); is {
			imports = append(imports, name)
		}
	}
	return imports
}

// arrows lists the packages of this module that each package may import. Arrows point inwards: functions, adapters, use
// cases, domain. A package without a row fails the test.
var arrows = map[string][]string{
	"internal/account":        {},                                                                                                                                                   // imports nothing
	"internal/access":         {"internal/account"},                                                                                                                                 // checks roles, for all use cases
	"internal/paging":         {"internal/account"},                                                                                                                                 // pages of any list
	"internal/retry":          {},                                                                                                                                                   // repeats any use case after a conflict
	"internal/workflow":       {"internal/access", "internal/account", "internal/paging", "internal/retry"},                                                                         // declares the interfaces that the adapters implement
	"internal/administration": {"internal/access", "internal/account", "internal/paging", "internal/retry", "internal/workflow"},                                                    // how members run an account; its results are rendered as those of workflow
	"internal/accessrequest":  {"internal/access", "internal/account", "internal/administration", "internal/paging", "internal/retry", "internal/workflow"},                         // gives access as administration does, in its transactions
	"internal/search":         {"internal/access", "internal/account", "internal/paging", "internal/retry"},                                                                         // finds accounts and changes none, so it needs no workflow
	"internal/inbox":          {"internal/account"},                                                                                                                                 // reads what waits, and decides nothing
	"internal/text":           {"internal/account"},                                                                                                                                 // languages, and the words of the domain that have texts
	"internal/web/page":       {"internal/accessrequest", "internal/account", "internal/administration", "internal/inbox", "internal/search", "internal/workflow", "internal/text"}, // renders results, makes no calls
	"internal/mail":           {"internal/account", "internal/workflow", "internal/text"},                                                                                           // renders mails, sends none
	"internal/mail/example":   {"internal/account", "internal/workflow"},
	"internal/identity":       {"internal/account"},
	"internal/gateway":        {}, // events to HTTP and back, for any handler
	"internal/stream":         {"internal/account"},
	"internal/dynamo":         {"internal/accessrequest", "internal/account", "internal/administration", "internal/inbox", "internal/retry", "internal/search", "internal/workflow", "internal/dynamo/layout", "internal/dynamo/client"},
	"internal/dynamo/layout":  {"internal/account", "internal/search", "internal/workflow"},                          // items and keys; makes no call
	"internal/dynamo/client":  {"internal/account", "internal/retry", "internal/workflow", "internal/dynamo/layout"}, // calls; of the use cases only the errors
	"internal/kms":            {"internal/account", "internal/workflow"},
	"internal/ses":            {"internal/account", "internal/workflow"},
	"internal/dns":            {}, // TXT records, of any content
	"internal/oidc":           {"internal/account", "internal/identity"},
	"internal/config":         {"internal/account", "internal/identity"},
	"internal/web":            {"internal/access", "internal/accessrequest", "internal/account", "internal/administration", "internal/inbox", "internal/paging", "internal/retry", "internal/search", "internal/workflow", "internal/web/page", "internal/gateway", "internal/identity", "docs"}, // of the gateway: whose request it is
	"docs":                    {},
	// Shared by tests and tools: small packages, so that a test imports only what it needs.
	"internal/testkit/awsproxy":   {"internal/testkit/capacity"}, // prices the calls that it records
	"internal/testkit/capacity":   {},                            // DynamoDB's documented rules
	"internal/testkit/chromium":   {},                            // a browser
	"internal/testkit/engines":    {"internal/testkit/process"},  // started as programs
	"internal/testkit/golden":     {},                            // any text
	"internal/testkit/process":    {},
	"internal/testkit/runtimeapi": {"internal/testkit/process"}, // keeps what a function prints
	"internal/testkit/tally":      {},                           // counts
	// The functions contain only wiring, so they may import everything but tools. More rules are below.
	"functions": {
		"internal/accessrequest", "internal/account", "internal/administration", "internal/config", "internal/dns", "internal/dynamo", "internal/dynamo/layout", "internal/gateway", "internal/inbox", "internal/kms", "internal/mail", "internal/oidc", "internal/search", "internal/ses", "internal/stream",
		"internal/web", "internal/workflow",
	},
}

func TestImportsPointInwards(t *testing.T) {
	for path, p := range packages(t, "./functions/...", "./internal/mail/example", "./internal/testkit/...") {
		name, is := strings.CutPrefix(path, module+"/")
		if !is {
			continue
		}
		row := name
		if strings.HasPrefix(name, "functions/") {
			row = "functions"
		}
		allowed, known := arrows[row]
		if !known {
			t.Errorf("%s has no row in arrows", name)
		}
		for _, i := range ours(p) {
			if !slices.Contains(allowed, i) {
				t.Errorf("%s imports %s", name, i)
			}
		}
	}
}

// forbidden lists what a package must not import, and why.
var forbidden = map[string]map[string]string{
	"internal/account": {
		"context":       "the domain waits for nothing",
		"net/http":      "the domain knows nothing of the web",
		"os":            "the domain reads neither files nor the environment",
		"log":           "what happens is answered, not printed",
		"log/slog":      "what happens is answered, not printed",
		"encoding/json": "how requests are written down is for those who store and send them",
		"math/rand":     "ids are secrets, too",
		"math/rand/v2":  "ids are secrets, too",
		"net/url":       "the domain has no links",
		"net/mail":      "it takes for an address what we do not",
		"sync":          "values are not shared",
		"html":          "escaping is for those who write HTML",
	},
	"internal/workflow": {
		"net/http":     "use cases serve programs and people alike",
		"net/url":      "links are built by those who write mails and pages",
		"os":           "settings come in as values",
		"log/slog":     "what happens is answered",
		"database/sql": "storage is behind an interface",
	},
	"internal/search": {
		"net/http":     "use cases serve programs and people alike",
		"os":           "settings come in as values",
		"log/slog":     "what happens is answered",
		"database/sql": "storage is behind an interface",
	},
	"internal/web/page": {
		"net/http": "a page is drawn from values, not from a request",
		"os":       "a page is drawn from values",
		"log/slog": "drawing fails only if nobody reads",
	},
	"internal/mail": {
		"net/http":  "a mail is written from values",
		"net/smtp":  "writing is not sending",
		"os":        "a mail is written from values",
		"time":      "the same mail has the same bytes at any time",
		"math/rand": "the same mail has the same bytes",
		"log/slog":  "a mail holds a secret",
	},
}

func TestInnerPackagesStayPure(t *testing.T) {
	all := packages(t, "./functions/...")
	for name, reasons := range forbidden {
		for _, i := range all[module+"/"+name].Imports {
			if why, is := reasons[i]; is {
				t.Errorf("%s imports %s: %s", name, i, why)
			}
		}
	}
}

// AWS packages stay in the adapters, so that use cases can be tested without AWS.
func TestOnlyAdaptersKnowTheCloud(t *testing.T) {
	adapters := []string{"internal/config", "internal/dynamo", "internal/dynamo/layout", "internal/dynamo/client", "internal/gateway", "internal/kms", "internal/ses", "internal/stream"}
	for path, p := range packages(t, "./functions/...") {
		name, is := strings.CutPrefix(path, module+"/")
		if !is || slices.Contains(adapters, name) || strings.HasPrefix(name, "functions/") {
			continue
		}
		for _, i := range p.Imports {
			if strings.HasPrefix(i, "github.com/aws/") {
				t.Errorf("%s imports %s", name, i)
			}
		}
	}
}

// The domain is the standard library and text tables. golang.org/x/net/publicsuffix imports net/http,
// for its cookie jar, which is not used.
func TestTheDomainIsBuiltOfTextTables(t *testing.T) {
	allowed := []string{module + "/internal/account", "golang.org/x/text/", "golang.org/x/net/idna", "golang.org/x/net/publicsuffix"}
	for path, p := range packages(t, "./internal/account") {
		beginsAllowed := func(prefix string) bool { return strings.HasPrefix(path, prefix) }
		if !p.Standard && !slices.ContainsFunc(allowed, beginsAllowed) {
			t.Errorf("the domain is built of %s", path)
		}
		for _, i := range p.Imports {
			if why := forbidden["internal/account"][i]; !p.Standard && i == "net/http" && why != "" {
				t.Errorf("%s imports %s: %s", path, i, why)
			}
		}
	}
}

// The template packages of the standard library find methods by name, so the linker has to keep every
// method of every type: a third of a binary, and of a cold start. templ imports them for a bridge;
// since the bridge is not called, the linker drops it.
func TestNobodyUsesReflectingTemplates(t *testing.T) {
	all := packages(t, "./functions/...")
	for _, path := range slices.Sorted(maps.Keys(all)) {
		p := all[path]
		if path == templ || path == "html/template" {
			continue
		}
		for _, i := range p.Imports {
			if i == "html/template" || i == "text/template" {
				t.Errorf("%s imports %s", path, i)
			}
		}
	}
}

// The linked programs prove the test above: the linker marks functions that find methods by unknown names.
func TestTheLinkerDropsWhatIsNotCalled(t *testing.T) {
	if testing.Short() {
		t.Skip("links for seconds")
	}
	for _, function := range []string{"search", "manage-account", "submit-request", "act-on-request", "send-mail", "sign-in"} { // together they link all packages
		command := exec.CommandContext(t.Context(), "go", "build", buildTags, "-ldflags=-dumpdep", "-o", t.TempDir()+"/"+function, "./functions/"+function)
		dependencies, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("go build: %v", err)
		}
		for line := range strings.Lines(string(dependencies)) {
			if strings.Contains(line, "<ReflectMethod>") {
				t.Errorf("%s keeps every method of every type: %s", function, strings.TrimSpace(line))
				break
			}
		}
	}
}

// Tools may do what a function must not: start programs, write files, change the data's age, scan the table and write to
// it without a condition.
func TestNoFunctionHoldsATool(t *testing.T) {
	for path := range packages(t, "./functions/...") {
		for _, prefix := range []string{"/tools/", "/test/", "/internal/testkit/", "/internal/workflow/storagetest", "/internal/administration/storagetest", "/internal/dynamo/dynamotest", "/internal/dynamo/memory", "/internal/dynamo/maintenance", "/internal/dns/dnstest", "/internal/text/texttest", "/internal/mail/example"} {
			if strings.HasPrefix(path, module+prefix) {
				t.Errorf("a function is built of %s", path)
			}
		}
		if path == "testing" {
			t.Error("a function is built of the testing package")
		}
	}
}

// Tools are commands. What tests of other packages need is in internal/testkit, so that a tool can be changed or removed
// without affecting them.
func TestNothingOutsideToolsImportsTools(t *testing.T) {
	list := exec.CommandContext(t.Context(), "go", "list", "-f", `{{$path := .ImportPath}}{{range .Imports}}{{$path}} {{.}}
{{end}}{{range .TestImports}}{{$path}} {{.}}
{{end}}{{range .XTestImports}}{{$path}} {{.}}
{{end}}`, "./...")
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	isTool := func(path string) bool { return strings.HasPrefix(path, module+"/tools/") }
	tools := 0
	for line := range strings.Lines(string(out)) {
		importer, imported, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case isTool(importer):
			tools++
		case isTool(imported):
			t.Errorf("%s imports %s", importer, imported)
		}
	}
	if tools == 0 {
		t.Error("no imports of tools were listed")
	}
}
