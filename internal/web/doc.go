// Package web answers HTTP: the API's endpoints and the pages, one file each. It reads what was sent,
// asks a use case (package workflow), and writes down the answer; it decides nothing itself.
//
// Which route there is, which function serves it and who may call it stands in one table, in
// routes.go. Handlers answer errors; what an error becomes stands in one table too, in problem.go.
package web
