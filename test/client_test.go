package test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// response is the response to a call.
type response struct {
	status int
	header http.Header
	body   []byte
	json   map[string]any
}

// call makes one request. A body that is not a string is sent as JSON.
func call(t *testing.T, method, path, bearer string, body any, headers ...string) response {
	t.Helper()
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(b)
	default:
		text, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		reader = bytes.NewReader(text)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, stack.URL+path, reader)
	if err != nil {
		t.Fatal(err)
	}
	if bearer != "" {
		req.Header.Set("Authorization", "Bearer "+bearer)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := response{status: res.StatusCode, header: res.Header, body: text}
	_ = json.Unmarshal(text, &a.json) // json stays nil for pages
	return a
}

// want fails the test unless the response has that status.
func (a response) want(t *testing.T, status int) response {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d: %s", a.status, status, a.body)
	}
	return a
}

// wantProblem fails the test unless the response is that problem.
func (a response) wantProblem(t *testing.T, status int, slug string) response {
	t.Helper()
	a.want(t, status)
	if kind, _ := a.json["type"].(string); !strings.HasSuffix(kind, "/"+slug) {
		t.Fatalf("type %q, want …/%s: %s", kind, slug, a.body)
	}
	if got := a.header.Get("Content-Type"); !strings.HasPrefix(got, "application/problem+json") {
		t.Fatalf("content type %q", got)
	}
	return a
}

// at returns the value at that path of keys and list indexes in the JSON; nil if there is none.
func (a response) at(path ...any) any {
	var here any = a.json
	for _, step := range path {
		switch step := step.(type) {
		case string:
			object, _ := here.(map[string]any)
			here = object[step]
		case int:
			list, _ := here.([]any)
			if step >= len(list) {
				return nil
			}
			here = list[step]
		}
	}
	return here
}
