package main

// Reasons why no test can kill a mutant.
const (
	noNominee = "of a nominee that there is not, what is asked next does not hold either"
	noID      = "of what has no id nothing is found"
	otherSize = "of what does not decode, whole threes of bytes are read: never 32"
	readsLess = "it only spares a read"
)

// spared has the mutants that no test can kill, with the reason, by name.
var spared = map[string]string{
	"internal/account/decide.go DecidedAlready: ok":                                                   noNominee,
	"internal/account/decide.go decider: !ok":                                                         noNominee,
	"internal/account/nominee.go LinkHolder: !ok":                                                     noNominee,
	"internal/account/text.go refused: unicode.In(c, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)": "none of these is graphic, which is asked before",
	"internal/search/partial.go completeRange: word == p.pivot":                                       readsLess,
	"internal/search/directory.go ownDomainAccount: err != nil":                                       readsLess,
	"internal/workflow/session.go look: !ok":                                                          readsLess,
	"internal/workflow/session.go sessionHash: len(bits) != 32":                                       readsLess,
	"internal/web/body.go readNothing: err != nil":                                                    "of what could not be read there is nothing",
	"internal/web/body.go readValue: err != nil":                                                      "the whole text has been found valid before",
	"internal/web/reviews_page.go takeVerdict: !ok":                                                   noID,
	"internal/web/reviews_page.go takeRuling: !ok":                                                    noID,
	"internal/kms/kms.go mac: err == nil":                                                             "no error is none to be repeated for, either",
	"internal/kms/kms.go mac: delayErr != nil":                                                        "the SDK's standard pauses do not fail",
	"internal/workflow/link.go readToken: err != nil":                                                 otherSize,
	"internal/workflow/session.go sessionHash: err != nil":                                            otherSize,
	"internal/web/pending_request_page.go misreadCode: err != nil":                                    "the decision says of such a link what this does",
}
