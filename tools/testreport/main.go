// Command testreport reads `go test -json` and prints what a person wants to
// see: a line a package, what failing tests said, and the count at the end.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

type event struct {
	Action     string
	Package    string
	ImportPath string
	Test       string
	Output     string
}

func main() {
	failed, err := report(os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "testreport:", err)
	}
	if failed > 0 || err != nil {
		os.Exit(1)
	}
}

// report returns how many tests failed, a package that did not get as far as a
// test counting as one.
func report(in io.Reader, out io.Writer) (int, error) {
	passed, failed, skipped := 0, 0, 0
	said := map[string][]string{}    // by package and test
	failedInside := map[string]int{} // by package
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			var e event
			if json.Unmarshal([]byte(line), &e) != nil {
				fmt.Fprint(out, line) // not ours: a message of the go command
				continue
			}
			key := e.Package + " " + e.Test
			switch {
			case e.Action == "build-output":
				fmt.Fprint(out, e.Output)
			case e.Action == "output":
				said[key] = append(said[key], e.Output)
			case e.Action == "pass" && e.Test != "":
				passed++
				delete(said, key)
			case e.Action == "skip" && e.Test != "":
				skipped++
			case e.Action == "fail" && e.Test != "":
				failed++
				failedInside[e.Package]++
				fmt.Fprint(out, strings.Join(said[key], ""))
			case e.Action == "fail":
				if failedInside[e.Package] == 0 {
					failed++
				}
				fmt.Fprint(out, strings.Join(said[key], ""))
			case e.Action == "pass" || e.Action == "skip":
				for _, output := range said[key] {
					if strings.HasPrefix(output, "ok") || strings.HasPrefix(output, "?") {
						fmt.Fprint(out, output)
					}
				}
			}
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return failed, err
		}
	}
	if skipped > 0 {
		fmt.Fprintf(out, "%d skipped\n", skipped)
	}
	fmt.Fprintf(out, "%d passed, %d failed\n", passed, failed)
	return failed, nil
}
