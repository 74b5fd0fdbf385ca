// Package web serves HTTP: the API's endpoints and the pages, one file each. A handler parses the request, calls a use case
// (package workflow) and writes the response; it makes no decisions.
//
// routes.go has the table of all routes: the function that serves each, and how its caller is identified. Handlers return
// errors, and problem.go has the table of the responses to them.
package web
