package web

import (
	"net/http"

	"smartaccounts/internal/administration"
	"smartaccounts/internal/identity"
)

// signing has what the sign-in function's routes need.
type signing struct {
	provider     identity.Provider
	confirmation administration.Confirmation
}

// SignIn returns the handler of the sign-in function.
func SignIn(site Site, provider identity.Provider, confirmation administration.Confirmation) http.Handler {
	s := signing{provider, confirmation}
	return site.mux(SignInFunction, map[string]handler{
		"GET /sign-in":          s.startSignIn,
		"GET /sign-in/callback": s.finishSignIn,
		"POST /sign-out":        s.signOut,
		"POST /language":        chooseLanguage,
	})
}
