package main

// Why no test can notice.
const noNominee = "of a nominee that there is not, what is asked next does not hold either"

// spared are the mutants that no test can notice, by their names, and why.
var spared = map[string]string{
	"internal/account/decide.go DecidedAlready: ok":                                                   noNominee,
	"internal/account/decide.go decider: !ok":                                                         noNominee,
	"internal/account/nominee.go LinkHolder: !ok":                                                     noNominee,
	"internal/account/text.go refused: unicode.In(c, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)": "none of these is graphic, which is asked before",
}
