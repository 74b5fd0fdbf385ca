package main

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"smartaccounts/internal/account"
)

// httpRequest is a request to the API.
type httpRequest struct {
	method, path string
	query        url.Values
	body         any           // sent as JSON; nil: none
	by           account.Email // the signed-in caller; empty for a request by link
}

// event returns the request as an event of API Gateway's HTTP API (payload format 2.0).
func (r httpRequest) event() []byte {
	now := time.Now()
	event := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: r.method + " " + r.path, RawPath: r.path, RawQueryString: r.query.Encode(),
		Headers: map[string]string{
			"accept": "application/json", "content-type": "application/json", "host": "accounts.example.com",
			"user-agent": "bench", "x-amzn-trace-id": "Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e",
			"x-forwarded-for": "192.0.2.1", "x-forwarded-port": "443", "x-forwarded-proto": "https",
		},
		QueryStringParameters: map[string]string{},
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			RouteKey: r.method + " " + r.path, AccountID: "123456789012", Stage: "$default", RequestID: "JKJaXmPLvHcESHA=",
			APIID: "r3pmxmplak", DomainName: "accounts.example.com", Time: now.Format("02/Jan/2006:15:04:05 -0700"), TimeEpoch: now.UnixMilli(),
			HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{
				Method: r.method, Path: r.path, Protocol: "HTTP/1.1", SourceIP: "192.0.2.1", UserAgent: "bench",
			},
		},
	}
	for name, values := range r.query {
		event.QueryStringParameters[name] = strings.Join(values, ",")
	}
	if r.by != "" {
		claims := map[string]string{
			"iss": "https://issuer.example.com", "sub": "1f0e3dad-9990-8345-b743-9f8ffabdffc4", "aud": "bench", "token_use": "id",
			"email": string(r.by), "email_verified": "true", "name": "Paola Partner",
		}
		event.Headers["authorization"] = "Bearer " + tokenOf(claims)
		event.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
			JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Claims: claims},
		}
	}
	if r.body != nil {
		event.Body = string(mustJSON(r.body))
	}
	return mustJSON(event)
}

// tokenOf returns a token with the given claims, as long as one signed with RSA-2048. The signature is not valid:
// API Gateway checks it before it calls a function.
func tokenOf(claims map[string]string) string {
	part := base64.RawURLEncoding.EncodeToString
	return part([]byte(`{"alg":"RS256","typ":"JWT"}`)) + "." + part(mustJSON(claims)) + "." + part(make([]byte, 256))
}

// mustJSON panics if v cannot be encoded.
func mustJSON(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}
