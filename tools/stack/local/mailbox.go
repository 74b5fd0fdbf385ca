package local

import (
	"context"
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"
)

// message is a mail in the mailbox.
type message struct {
	To      []string  `json:"to"`
	From    string    `json:"from"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
	HTML    string    `json:"html"`
	SentAt  time.Time `json:"sentAt"`
}

//go:embed mailbox.html
var mailboxHTML string

var mailboxPage = template.Must(template.New("mailbox").Funcs(template.FuncMap{"join": strings.Join}).Parse(mailboxHTML))

// mailboxPages returns the handler of the mailbox: the sent mails as a page and as JSON, and the registration.
func mailboxPages(endpoint string, registration http.Handler) http.Handler {
	pages := http.NewServeMux()
	pages.Handle(registrationPath, registration)
	pages.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		to := r.URL.Query().Get("to")
		found, err := messages(r.Context(), endpoint, to)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		slices.Reverse(found)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = mailboxPage.Execute(w, map[string]any{"To": to, "Messages": found})
	})
	pages.HandleFunc("GET /messages", func(w http.ResponseWriter, r *http.Request) {
		found, err := messages(r.Context(), endpoint, r.URL.Query().Get("to"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(found)
	})
	return pages
}

// messages returns the mails that were sent to an address, oldest first; an empty address means all.
func messages(ctx context.Context, endpoint, to string) ([]message, error) {
	body, err := fetch(ctx, http.MethodGet, endpoint+"/_ministack/ses/messages", "", nil, nil)
	if err != nil {
		return nil, err
	}
	var all struct {
		Messages map[string]json.RawMessage `json:"messages"`
	}
	if err := json.Unmarshal(body, &all); err != nil {
		return nil, err
	}
	found := []message{}
	for _, account := range all.Messages {
		var sent []struct {
			Source    string
			To        []string
			Subject   string
			BodyText  string
			BodyHTML  string `json:"BodyHtml"`
			Timestamp float64
		}
		if err := json.Unmarshal(account, &sent); err != nil {
			return nil, err
		}
		for _, mail := range sent {
			if to != "" && !slices.ContainsFunc(mail.To, func(address string) bool { return strings.EqualFold(address, to) }) {
				continue
			}
			found = append(found, message{
				To: mail.To, From: mail.Source, Subject: mail.Subject, Text: mail.BodyText, HTML: mail.BodyHTML,
				SentAt: time.UnixMicro(int64(mail.Timestamp * 1e6)).UTC(),
			})
		}
	}
	slices.SortStableFunc(found, func(a, b message) int { return a.SentAt.Compare(b.SentAt) })
	return found, nil
}
