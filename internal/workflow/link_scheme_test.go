package workflow_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/workflow"
)

// A mail that an earlier version may have sent, with a MAC for each link, is sent again with the same links.
func TestAMailInFlightKeepsItsLinks(t *testing.T) {
	h := newHarness(t)
	id := h.onlyMail()
	queued := h.outgoing(id)
	earlier := queued
	earlier.State, earlier.Attempts, earlier.CountedAt = workflow.MailSending, 1, h.Now()
	earlier.DueAt = h.Now().Add(15 * time.Minute)
	h.must(h.store.Move(t.Context(), queued, earlier))
	h.advance(16 * time.Minute)
	h.deliver()

	about := fmt.Sprintf("%s\n1\n%d\nann@acme.com", queued.RequestID, queued.Generation)
	token := func(message string) string {
		mac := keys("links").mac([]byte(message))
		return string(queued.RequestID) + "." + base64.RawURLEncoding.EncodeToString(mac[:])
	}
	wantEqual(t, "its link", h.token("ann@acme.com"), token("link/v1\n"+about))
	wantEqual(t, "its link to report", h.report("ann@acme.com"), token("not-for-me/v2\n"+about+"\n"+string(partner.Email)))
	if !h.linkWorks(h.token("ann@acme.com")) {
		t.Error("its link is invalid")
	}
}

// A mail whose fate is unknown is sent again unchanged, and so are the links of a reminder.
func TestAMailSentAgainHasTheSameLinks(t *testing.T) {
	h := newHarness(t)
	h.openRequestBy(partner, form("acme.com", "ann@acme.com"))
	h.fail = func() error { return errLost }
	_, err := h.sender().Sweep(t.Context())
	h.wantError(err, errLost)
	h.fail = nil
	h.advance(16 * time.Minute)
	h.deliver()
	sent := h.to("ann@acme.com")
	wantEqual(t, "mails", len(sent), 2)
	wantEqual(t, "the same", sent[1], sent[0])
	link := h.token("ann@acme.com")
	h.advance(7 * day)
	h.wantCleanUp(workflow.Cleaned{Reminded: 1})
	wantEqual(t, "the reminder's link", h.token("ann@acme.com"), link)
}

// The holder of one of a mail's links cannot compute the other: neither is derived from the other, and neither
// contains their root.
func TestOneLinkOfAMailDoesNotRevealTheOther(t *testing.T) {
	h := newHarness(t)
	id := h.onlyMail()
	var root [32]byte
	sender := h.sender()
	sender.Links = rooted{keys("links"), &root}
	h.must(sender.Do(t.Context(), id))
	secret := func(token string) []byte {
		_, text, _ := strings.Cut(token, ".")
		b, err := base64.RawURLEncoding.DecodeString(text)
		h.must(err)
		return b
	}
	decide, report := secret(h.token("ann@acme.com")), secret(h.report("ann@acme.com"))
	for _, known := range [][]byte{decide, report} {
		for what, made := range map[string][]byte{
			"the key itself": known, "its hash": hashed(known), "what is derived to decide": derived(known, "decide"), "to report": derived(known, "not-for-me"),
		} {
			for _, other := range [][]byte{decide, report, root[:]} {
				if string(made) == string(other) && string(known) != string(other) {
					t.Errorf("a secret is %s of another one", what)
				}
			}
		}
	}
	wantEqual(t, "to decide", string(decide), string(derived(root[:], "decide")))
	wantEqual(t, "to report", string(report), string(derived(root[:], "not-for-me")))
}

func hashed(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:]
}

func derived(key []byte, purpose string) []byte {
	sum := keys(key).mac([]byte(purpose))
	return sum[:]
}

// rooted records the last MAC, and computes only one.
type rooted struct {
	keys
	root *[32]byte
}

func (r rooted) LinkMAC(ctx context.Context, message []byte) ([32]byte, error) {
	if *r.root != [32]byte{} {
		return [32]byte{}, errors.New("a second MAC")
	}
	mac, err := r.keys.LinkMAC(ctx, message)
	*r.root = mac
	return mac, err
}
