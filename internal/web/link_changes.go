package web

import "maps"

// changesByLink says of each route that takes a link what the link alone changes: without a code and without a session.
// Links reach whoever a mail is forwarded to, and mail scanners, which follow links, run scripts and press buttons.
var changesByLink = map[string]string{
	"GET /pending-requests":              "nothing",
	"POST /pending-requests":             "mails a code to the nominee's own mailbox, within the limits of the link; where a request ends early if nobody asks for one, keeps it from that; counts a wrong try of a code",
	"GET /not-for-me":                    "nothing",
	"POST /not-for-me":                   "stops the mail of this one requester to this one address, or undoes that; the history notes at most four such words; mails a code to that address, within the limits of the link; counts a wrong try of a code",
	"POST /v1/pending-requests/view":     "nothing",
	"POST /v1/pending-requests/code":     "mails a code to the nominee's own mailbox, within the limits of the link; where a request ends early if nobody asks for one, keeps it from that",
	"POST /v1/pending-requests/decision": "counts a wrong try of a code",
}

// ChangesByLink returns, by the route's key, what whoever holds only the link can change.
func ChangesByLink() map[string]string { return maps.Clone(changesByLink) }
