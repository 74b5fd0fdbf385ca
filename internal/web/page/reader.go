package page

import (
	"context"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"smartaccounts/internal/account"
	"smartaccounts/internal/text"
)

// lang returns the language of the page: the reader's, or English if there are no texts in it.
func (r Reader) lang() account.Language {
	for _, l := range account.Languages() {
		if l == r.Language {
			return l
		}
	}
	return account.English
}

// text returns a text in the reader's language.
func (r Reader) text(phrase text.Phrase) string {
	var b strings.Builder
	for _, part := range phrase.Parts(r.lang()) {
		b.WriteString(unbroken(part.Text) + part.Value)
	}
	return b.String()
}

// unbroken returns a text that does not break after the hyphen of "e-mail": U+2060 (word joiner) follows it.
func unbroken(text string) string { return strings.ReplaceAll(text, "-mail", "-\u2060mail") }

// isolated is a text in which each value is isolated (bdi) from the words around it, so that a name that is written from
// right to left does not change their order.
func isolated(r Reader, phrase text.Phrase) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		for _, part := range phrase.Parts(r.lang()) {
			html := templ.EscapeString(unbroken(part.Text))
			if part.HasValue {
				html += "<bdi>" + templ.EscapeString(part.Value) + "</bdi>"
			}
			if _, err := io.WriteString(w, html); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r Reader) moment(t time.Time) string { return text.Moment(r.lang(), t) }

// machineTime returns the value of a datetime attribute.
func machineTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// actor returns the address of an actor, or the name of the system.
func (r Reader) actor(by account.Actor) string {
	switch by {
	case account.System:
		return r.text(text.System())
	case account.UnseenMember:
		return r.text(text.UnseenMember())
	default:
		return string(by)
	}
}

// roles returns the names of the roles.
func (r Reader) roles(held []account.Role) string {
	names := make([]string, len(held))
	for i, role := range held {
		names[i] = r.text(text.RoleName(role))
	}
	return strings.Join(names, ", ")
}

// looksDifferent reports whether the Unicode form of the domain differs from its ASCII form. Then pages show both, because
// letters of different scripts can look alike.
func looksDifferent(d account.Domain) bool { return d.Unicode() != string(d) }

// hiddenAddress reports whether the address is masked, so that no link to it is possible.
func hiddenAddress(address account.Email) bool { return strings.Contains(string(address), "•") }

// contact returns a link to an https address, or a mailto link to an email address.
func contact(at string) templ.SafeURL {
	if strings.Contains(at, "://") {
		return templ.URL(at)
	}
	return mailTo(account.Email(at))
}

// mailTo returns a mailto link. It escapes the local part, because an address may contain ? and &, which separate a mail's
// other fields.
func mailTo(address account.Email) templ.SafeURL {
	local, host, _ := strings.Cut(string(address), "@")
	return templ.SafeURL("mailto:" + strings.ReplaceAll(url.PathEscape(local), "&", "%26") + "@" + host)
}

func accountPath(id account.ID) string { return "/accounts/" + url.PathEscape(string(id)) }
func requestPath(id account.ID) string { return "/account-requests/" + url.PathEscape(string(id)) }

func signInPath(r Reader) string {
	if r.Path == "" || r.Path == "/" {
		return "/sign-in"
	}
	return "/sign-in?return=" + url.QueryEscape(r.Path)
}

// registerPath returns the sign-in path for a person who has to register first.
func registerPath(r Reader) string {
	return "/sign-in?" + url.Values{"register": {"yes"}, "return": {r.Path}}.Encode()
}

func pendingPath(token string, dialog account.Action) string {
	return withDialog("/pending-requests?token="+url.QueryEscape(token)+"&", dialog)
}

// decisionPath returns the page where a nominee who is signed in decides, with an open dialog if one is given.
func decisionPath(id account.ID, dialog account.Action) string {
	return withDialog("/account-requests/"+url.PathEscape(string(id))+"/decision?", dialog)
}

func withDialog(path string, dialog account.Action) string {
	path, separator := path[:len(path)-1], path[len(path)-1:]
	if dialog != "" {
		path += separator + "dialog=" + url.QueryEscape(string(dialog)) + "#dialog-" + url.PathEscape(string(dialog))
	}
	return path
}

func number(n int) string { return strconv.Itoa(n) }

func searchPath(query string) string { return "/?q=" + url.QueryEscape(query) }

func oneDisputePath(id account.ID) string { return "/disputes/" + url.PathEscape(string(id)) }

func disputePath(domain string) string { return "/disputes?domain=" + url.QueryEscape(domain) }

func withdrawPath(id account.ID) string {
	return requestPath(id) + "?dialog=" + string(account.Withdraw) + "#dialog-" + string(account.Withdraw)
}

func askAgainPath(id account.ID) string {
	return "/account-requests/new?from=" + url.QueryEscape(string(id))
}
