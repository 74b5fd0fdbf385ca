package web_test

import (
	"context"
	"slices"

	"smartaccounts/internal/identity"
)

// provider is an identity provider; package oidc is tested with a real one's responses.
type provider struct {
	claims   map[string]any
	err      error
	attempts []identity.Attempt
	signOut  string
	hint     string
}

func (p *provider) SignInURL(_ context.Context, a identity.Attempt) (string, error) {
	p.attempts = append(p.attempts, a)
	return "https://login.example/authorize?state=" + a.State, p.err
}

func (p *provider) SignUpURL(_ context.Context, a identity.Attempt) (string, error) {
	p.attempts = append(p.attempts, a)
	return "https://login.example/register?state=" + a.State, p.err
}

func (p *provider) Claims(_ context.Context, a identity.Attempt, code string) (map[string]any, string, error) {
	if p.err != nil {
		return nil, "", p.err
	}
	if !slices.Contains(p.attempts, a) || code != "good" {
		return nil, "", identity.ErrRefused
	}
	return p.claims, p.hint, nil
}

func (p *provider) SignOutURL(_ context.Context, hint string) string {
	if hint != "" {
		return p.signOut + "&id_token_hint=" + hint
	}
	return p.signOut
}
