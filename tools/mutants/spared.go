package main

// spared are the mutants, by their names, that no test can notice, and why.
var spared = map[string]string{}
