package web

import "maps"

// changesByLink has, for each route that takes a link, what the link alone changes, without a code and without a session.
// Links reach everyone to whom a mail is forwarded, and mail scanners, which follow links, run scripts and press buttons.
var changesByLink = map[string]string{
	"GET /pending-requests":              "nothing",
	"POST /pending-requests":             "mails a code to the nominee's own mailbox, within the limits of the link; if the request would expire because nobody asks for a code, prevents that; counts a wrong try of a code",
	"GET /not-for-me":                    "nothing",
	"POST /not-for-me":                   "stops this requester's mail to this address, or undoes that (the history records at most four such reports); mails a code to that address, within the limits of the link; counts a wrong try of a code",
	"POST /v1/pending-requests/view":     "nothing",
	"POST /v1/pending-requests/code":     "mails a code to the nominee's own mailbox, within the limits of the link; if the request would expire because nobody asks for a code, prevents that",
	"POST /v1/pending-requests/decision": "counts a wrong try of a code",
}

// ChangesByLink returns, by Route.Key, what a holder of only the link can change.
func ChangesByLink() map[string]string { return maps.Clone(changesByLink) }
