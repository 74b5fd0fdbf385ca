package test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"
)

type mail struct {
	To      []string `json:"to"`
	From    string   `json:"from"`
	Subject string   `json:"subject"`
	Text    string   `json:"text"`
	HTML    string   `json:"html"`
	SentAt  string   `json:"sentAt"`
}

func mails(t *testing.T, to string) []mail {
	t.Helper()
	res, err := http.Get(stack.Mailbox + "/messages?to=" + url.QueryEscape(to))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var list []mail
	if err := json.NewDecoder(res.Body).Decode(&list); err != nil {
		t.Fatal(err)
	}
	return list
}

const (
	mailWithin = 20 * time.Second
	mailQuiet  = 3 * time.Second
)

// waitMails waits until that number of mails to an address have arrived, and returns them.
func waitMails(t *testing.T, to string, number int) []mail {
	t.Helper()
	for deadline := time.Now().Add(mailWithin); ; time.Sleep(100 * time.Millisecond) {
		list := mails(t, to)
		if len(list) >= number {
			if len(list) > number {
				t.Fatalf("%d mails to %s, want %d: %v", len(list), to, number, subjects(list))
			}
			return list
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d mails to %s after %s, want %d: %v", len(list), to, mailWithin, number, subjects(list))
		}
	}
}

func subjects(list []mail) []string {
	var s []string
	for _, m := range list {
		s = append(s, m.Subject)
	}
	return s
}
