// Command mail-preview writes an example of every mail into a directory, with an index page.
package main

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"

	"smartaccounts/internal/account"
	"smartaccounts/internal/mail"
	"smartaccounts/internal/mail/example"
)

func main() {
	directory := ".local/mail-preview"
	if len(os.Args) > 1 {
		directory = os.Args[1]
	}
	if err := write(directory); err != nil {
		fmt.Fprintln(os.Stderr, "mail-preview:", err)
		os.Exit(1)
	}
	fmt.Println(filepath.Join(directory, "index.html"))
}

func write(directory string) error {
	const ownerOnly = 0o700
	if err := os.MkdirAll(directory, ownerOnly); err != nil {
		return fmt.Errorf("make directory: %w", err)
	}
	var index strings.Builder
	index.WriteString("<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Mails</title><body><h1>Mails</h1><table>\n")
	for _, l := range account.Languages() {
		for _, e := range example.All(l) {
			message, err := mail.Render(example.PublicURL)(e.Mail, e.Secrets)
			if err != nil {
				return err
			}
			name := e.Name + "." + string(l)
			if err := writeFile(directory, name+".html", message.HTML); err != nil {
				return err
			}
			if err := writeFile(directory, name+".txt", message.Text); err != nil {
				return err
			}
			fmt.Fprintf(&index, "<tr><td>%s<td><a href=\"%s.html\">HTML</a><td><a href=\"%s.txt\">text</a><td>%s\n",
				name, name, name, html.EscapeString(message.Subject))
		}
	}
	index.WriteString("</table></body></html>\n")
	return writeFile(directory, "index.html", index.String())
}

func writeFile(directory, name, content string) error {
	const ownerOnly = 0o600
	if err := os.WriteFile(filepath.Join(directory, name), []byte(content), ownerOnly); err != nil {
		return fmt.Errorf("write preview: %w", err)
	}
	return nil
}
