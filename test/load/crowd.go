// Package load simulates many partners and customers at once, who search, submit, decide and follow up at the same
// moment. It records every response and checks afterwards that what was accepted is recorded once, and that what is
// recorded was mailed once.
package load

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// Letter is a mail as it arrived.
type Letter struct {
	To, Text string
}

// Site is the system under load.
type Site struct {
	URL string
	// Partners are bearer tokens of two people who may submit requests.
	Partners [2]string
	// Letters returns all mails that have arrived so far, in their order.
	Letters func() ([]Letter, error)
	// Workers is the number of stories that run at the same time.
	Workers int
}

// Crowd makes the calls.
type Crowd struct {
	t       testing.TB
	site    Site
	name    string // different from the name of any other crowd
	client  http.Client
	began   time.Time
	mutex   sync.Mutex
	letters map[string][]string // texts by address
	stories []*story
	answers map[string]int // how many responses, by operation and status
}

// story is all that happens about one company. Its responses are in the order in which they came.
type story struct {
	*Crowd
	random      *rand.Rand
	domain      string
	ann, bob    string // its customers
	cleo        string // to whom it is forwarded, or whom a correction adds
	requester   string // the token
	request     string // the id of the accepted request
	resent      bool   // a resend succeeded before the decisions
	submissions []answer
	decisions   []decision // by link, or by the requester
	codes       map[string]int
}

// decision is an attempt to end the request or to change its nominees.
type decision struct {
	action, by string
	answer
}

type answer struct {
	status int
	body   struct {
		ID       string
		Type     string
		Decision struct{ Status string }
	}
}

const (
	within   = time.Minute            // the time for a mail to arrive
	rampUp   = 200 * time.Millisecond // between the starts of two workers, so that not all functions start cold at once
	attempts = 3                      // of a call with an idempotency key that the sandbox ended
)

// Play runs the crowd for that duration, and returns when the last story has ended.
func Play(t testing.TB, site Site, name string, duration time.Duration) *Crowd {
	t.Helper()
	c := &Crowd{
		t: t, site: site, name: name, began: time.Now(), answers: map[string]int{},
		client: http.Client{Timeout: within, Transport: &http.Transport{MaxIdleConnsPerHost: 4 * site.Workers}},
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var posts, crowd sync.WaitGroup
	posts.Go(func() { c.fetch(ctx) })
	for worker := range site.Workers {
		crowd.Go(func() {
			time.Sleep(time.Duration(worker) * rampUp)
			random := rand.New(rand.NewPCG(1, uint64(worker)))
			for n := 0; time.Since(c.began) < duration && !t.Failed(); n++ {
				c.open(random, fmt.Sprintf("%s-%d-%d.com", name, worker, n)).play(ctx)
			}
		})
	}
	crowd.Wait()
	took := time.Since(c.began)
	calls := 0
	for _, n := range c.answers {
		calls += n
	}
	t.Logf("%d calls about %d companies in %s: %.1f a second; %v", calls, len(c.stories), took.Round(time.Second), float64(calls)/took.Seconds(), c.answers)
	stop()
	posts.Wait()
	return c
}

// fetch reads the mailbox every 200 milliseconds.
func (c *Crowd) fetch(ctx context.Context) {
	const pause = 200 * time.Millisecond
	for ; ctx.Err() == nil; time.Sleep(pause) {
		c.read()
	}
}

// read reads the mailbox.
func (c *Crowd) read() {
	all, err := c.site.Letters()
	if err != nil {
		c.t.Error(err)
		return
	}
	letters := map[string][]string{}
	for _, l := range all {
		letters[l.To] = append(letters[l.To], l.Text)
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.letters = letters
}

func (c *Crowd) open(random *rand.Rand, domain string) *story {
	s := &story{
		Crowd: c, random: random, domain: domain, requester: c.site.Partners[random.IntN(2)],
		ann: "ann@" + domain, bob: "bob@" + domain, cleo: "cleo@" + domain, codes: map[string]int{},
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.stories = append(c.stories, s)
	return s
}

// play runs the story: concurrent submissions for one company, then concurrent decisions and follow-ups.
func (s *story) play(ctx context.Context) {
	s.submitAtOnce()
	if s.request == "" || s.t.Failed() {
		return
	}
	s.call("track", http.MethodGet, "/v1/account-requests/"+s.request, s.requester, nil)
	links := map[string]string{}
	for _, nominee := range []string{s.ann, s.bob} {
		links[nominee] = s.await(ctx, nominee, linkIn, "")
	}
	if s.random.IntN(4) == 0 {
		s.resent = s.call("resend", http.MethodPost, "/v1/account-requests/"+s.request+"/resend", s.requester, nil).status < 300
	}
	for nominee, old := range links {
		if s.resent {
			links[nominee] = s.await(ctx, nominee, linkIn, old)
		}
	}
	together(func() { s.askCode(links[s.ann], s.ann) }, func() { s.askCode(links[s.bob], s.bob) })
	codes := map[string]string{}
	for _, nominee := range []string{s.ann, s.bob} {
		codes[nominee] = s.await(ctx, nominee, codeIn, "")
		s.call("view", http.MethodPost, "/v1/pending-requests/view", "", map[string]any{"token": links[nominee]})
	}
	if ctx.Err() != nil || s.t.Failed() {
		return
	}
	byAnn := func(action string) func() { return func() { s.decide(s.ann, links[s.ann], codes[s.ann], action) } }
	byBob := func(action string) func() { return func() { s.decide(s.bob, links[s.bob], codes[s.bob], action) } }
	withdraw := func() { s.change("withdraw", http.MethodPost, "/withdraw", nil) }
	correct := func() {
		s.change("correct", http.MethodPut, "/customer-emails", map[string]any{"customerEmails": []string{s.ann, s.cleo}})
	}
	races := [][]func(){
		{byAnn("approve"), byBob("decline")},
		{byAnn("approve"), byAnn("approve"), byBob("approve")},
		{byAnn("approve"), withdraw},
		{byAnn("decline"), byBob("forward"), withdraw},
		{byAnn("forward"), correct},
		{byBob("approve"), correct},
		{byAnn("forward"), byBob("approve")},
	}
	together(races[s.random.IntN(len(races))]...)
	s.call("search", http.MethodGet, "/v1/accounts?q="+url.QueryEscape(s.domain), s.site.Partners[s.random.IntN(2)], nil)
}

// submitAtOnce submits a form; at random also a second time with the same idempotency key, or two other ones for the
// same identifier.
func (s *story) submitAtOnce() {
	form := map[string]any{"accountName": "Works of " + s.domain, "accountDomain": s.domain, "customerEmails": []string{s.ann, s.bob}}
	submit := func(bearer, key string) func() {
		return func() {
			a := s.call("submit", http.MethodPost, "/v1/account-requests", bearer, form, "Idempotency-Key", key)
			s.mutex.Lock()
			defer s.mutex.Unlock()
			s.submissions = append(s.submissions, a)
			if a.status < 300 {
				s.request, s.requester = a.body.ID, bearer
			}
		}
	}
	at := []func(){submit(s.requester, "key-of-"+s.domain)}
	switch s.random.IntN(3) {
	case 0:
		at = append(at, at[0])
	case 1:
		at = append(at, submit(s.site.Partners[0], "another-of-"+s.domain), submit(s.site.Partners[1], "a-third-of-"+s.domain))
	}
	together(at...)
}

func (s *story) askCode(link, nominee string) {
	a := s.call("code", http.MethodPost, "/v1/pending-requests/code", "", map[string]any{"token": link})
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if a.status == http.StatusAccepted {
		s.codes[nominee]++
	}
}

func (s *story) decide(by, link, code, action string) {
	body := map[string]any{"token": link, "code": code, "action": action}
	switch action {
	case "approve":
		body["authorized"] = true
	case "decline":
		body["reason"] = "not now"
	case "forward":
		body["forwardTo"] = s.cleo
	}
	s.note(decision{action, by, s.call(action, http.MethodPost, "/v1/pending-requests/decision", "", body)})
}

// change is a follow-up by the requester.
func (s *story) change(action, method, path string, body any) {
	s.note(decision{action, "its requester", s.call(action, method, "/v1/account-requests/"+s.request+path, s.requester, body)})
}

func (s *story) note(d decision) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.decisions = append(s.decisions, d)
}

var (
	linkIn = regexp.MustCompile(`/pending-requests\?token=(\S+)`)
	codeIn = regexp.MustCompile(`(?m)^([0-9A-Z]{4}-[0-9A-Z]{4})\r?$`)
)

// await returns the match in the latest mail to the address that has one, once it differs from before.
func (s *story) await(ctx context.Context, to string, what *regexp.Regexp, before string) string {
	for deadline := time.Now().Add(within); time.Now().Before(deadline) && ctx.Err() == nil && !s.t.Failed(); time.Sleep(50 * time.Millisecond) {
		texts := s.to(to)
		for n := len(texts) - 1; n >= 0; n-- {
			if found := what.FindStringSubmatch(texts[n]); found != nil && found[1] != before {
				return found[1]
			}
		}
	}
	s.t.Errorf("no mail with %s to %s", what, to)
	return ""
}

func (c *Crowd) to(address string) []string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.letters[address]
}

// together runs all at the same time.
func together(all ...func()) {
	var group sync.WaitGroup
	for _, do := range all {
		group.Go(do)
	}
	group.Wait()
}

// call makes one request. A failure on the system's side fails the test. A call with an idempotency key that the sandbox
// ended for lack of time is made again, as a client would: the first may have been carried out or not.
func (c *Crowd) call(what, method, path, bearer string, body any, headers ...string) (a answer) {
	for range attempts {
		var timedOut bool
		if a, timedOut = c.send(what, method, path, bearer, body, headers...); !timedOut {
			return a
		}
	}
	c.t.Errorf("%s %s: the sandbox ended it %d times", method, path, attempts)
	return a
}

// send makes one request, and reports whether it can be made again because the sandbox of a stack on one machine ended it.
func (c *Crowd) send(what, method, path, bearer string, body any, headers ...string) (a answer, timedOut bool) {
	var reader io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			c.t.Error(err)
		}
		reader = bytes.NewReader(text)
	}
	in, err := http.NewRequestWithContext(c.t.Context(), method, c.site.URL+path, reader)
	if err != nil {
		c.t.Error(err)
		return a, false
	}
	in.Header.Set("Content-Type", "application/json")
	if bearer != "" {
		in.Header.Set("Authorization", "Bearer "+bearer)
	}
	for n := 0; n+1 < len(headers); n += 2 {
		in.Header.Set(headers[n], headers[n+1])
	}
	out, err := c.client.Do(in)
	if err != nil {
		c.t.Error(err)
		return a, false
	}
	defer func() { _ = out.Body.Close() }()
	text, err := io.ReadAll(out.Body)
	a.status = out.StatusCode
	if err == nil && len(bytes.TrimSpace(text)) > 0 {
		err = json.Unmarshal(text, &a.body)
	}
	timedOut = in.Header.Get("Idempotency-Key") != "" && bytes.Contains(text, []byte("Sandbox.Timedout"))
	if err != nil || a.status >= 500 && !timedOut {
		c.t.Errorf("%s %s: %d %s: %v", method, path, a.status, text, err)
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.answers[what+" "+http.StatusText(a.status)]++
	return a, timedOut
}

// slug returns the last part of a problem's type.
func (a answer) slug() string { return a.body.Type[strings.LastIndexByte(a.body.Type, '/')+1:] }
