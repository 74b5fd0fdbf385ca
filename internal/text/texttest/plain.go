// Package texttest checks that texts are in plain language. The style is that of public services: GOV.UK's in English,
// Designers Italia's in Italian.
package texttest

import (
	"regexp"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/text"
)

// Text is a text of the catalogs with its placeholders as they are, and its key.
type Text struct {
	Key    string
	Phrase text.Phrase
}

// ban is a phrase that no text may contain, and what to write instead.
type ban struct {
	pattern *regexp.Regexp
	instead string
}

func no(pattern, instead string) ban { return ban{regexp.MustCompile(`(?i)` + pattern), instead} }

// banned are the phrases that read as translated, or that are a second word for something that has one.
var banned = map[account.Language][]ban{
	account.English: {
		no(`\be-mail`, "email"),
		no(`(^|[^-\w])mails?\b|\bmailed\b`, "email, emails, emailed"),
		no(`\bsomebody\b`, "someone"),
		no(`\banybody\b`, "anyone"),
		no(`\bnobody\b`, "no one"),
		no(`\bwhoever\b`, "the person who"),
		no(`\beverybody\b`, "everyone"),
		no(`\bneed not\b`, "do not need to"),
		no(`\b(stays|is|still|no longer) good\b`, "valid"),
		no(`\bgive it to\b`, "share"),
		no(`\bcame back\b|\bcomes? back\b`, "was not delivered, return"),
		no(`\bcall(ed|s)?\b[^.]*\bspam\b`, "reported as spam"),
		no(`\bforwarded it\b`, "forwarded"),
		no(`\b(one|two|three|ten) an? (line|row)\b`, "one per line"),
		no(`\bmay not\b`, "cannot"),
		no(`\bmay decide\b`, "can decide"),
		no(`\b(lies|stands?) (below|above|beside)\b`, "is below, is shown below"),
		no(`\banew\b`, "again"),
		no(`\bmeanwhile\b`, "since then"),
		no(`\blately\b`, "recently"),
		no(`\bat the customer's\b`, "of the customer"),
		no(`\btakes? no\b`, "has stopped, does not accept"),
		no(`\bhas to do with\b`, "is about"),
		no(`\bso that nobody\b`, "to make sure that no one"),
		no(`\bfor that is\b`, "because that is"),
		no(`\bby (the|a|this|that) link\b`, "using the link"),
		no(`\b(lies|is) below one\b`, "a subdomain of"),
		no(`\bnames? below\b`, "a subdomain"),
		no(`\bthe account above\b|\bdomains? above\b`, "the parent domain's account, a parent domain"),
		no(`\bthe DNS\b`, "DNS"),
		no(`\btext record\b`, "TXT record"),
		no(`\bwhole (name|domain)`, "full"),
	},
	account.Italian: {
		no(`(^|[^-\pL])e?mails?\b`, "e-mail"),
		no(`(^|\PL)(e|perche|piu|puo|cosi|gia|sara|cio|citta|attivita)'(\PL|$)`, "è, perché, più, può, così, già"),
		no(`\bdecider[a-z]* la richiesta\b|richiesta (è|viene|venga) (stata )?decisa`, "decidere sulla richiesta"),
		no(`\binterpellat`, "invitare a decidere"),
		no(`\bpresso il cliente\b`, "dell'azienda cliente"),
		no(`\bal di (sopra|sotto)\b`, "dominio principale, sottodominio"),
		no(`\baccount virtual`, "Virtual Account"),
		no(`\bdeten|\bdetien|\btrattenut`, "avere, gestire"),
		no(`\bautorità (per|di)\b`, "poteri"),
		no(`\b(è|resta) buon`, "valido"),
		no(`\bnome intero\b`, "nome completo"),
		no(`\bopzionale\b`, "facoltativo"),
		no(`\baccount di deposito\b`, "Partner Holding Account"),
		no(`\b(il|lo) Smart Accounts\b|\bgli Virtual\b`, "lo Smart Account, i Virtual Account"),
	},
}

// notText matches the names of the API's fields and values, and placeholders.
var notText = regexp.MustCompile("`[^`]*`|\\{[^}]*\\}|\\b[a-z]+[A-Z]\\w*")

// Plain fails the test if a text contains a banned phrase of that language. Names of the API's fields and placeholders
// are not looked at.
func Plain(t testing.TB, l account.Language, where, words string) {
	t.Helper()
	words = notText.ReplaceAllString(words, "…")
	for _, b := range banned[l] {
		if found := b.pattern.FindString(words); found != "" {
			t.Errorf("%s, %s: contains %q, write: %s. In: %s", where, l, found, b.instead, words)
		}
	}
}
