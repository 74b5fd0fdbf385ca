package gateway

import (
	"context"
	"encoding/json"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

const rehearseWithin = time.Second

// Nobody are the claims of a person without any account.
func Nobody() map[string]string {
	return map[string]string{"email": "nobody@start.invalid", "email_verified": "true", "iss": "start", "sub": "nobody"}
}

// Rehearse has a function answer a request of ours while it starts, so that whatever the first request needs
// has been set up, and lies in memory, before it comes: until then a function has a whole processor, and
// afterwards, with 128 MB, a fourteenth of one. The request should change nothing; what is answered is of no
// interest, nor whether it fails.
func Rehearse(ctx context.Context, f Function, method, path, query, body string, claims map[string]string) {
	ctx, cancel := context.WithTimeout(ctx, rehearseWithin)
	defer cancel()
	event := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RawPath: path, RawQueryString: query, Body: body,
		Headers: map[string]string{"content-type": "application/json", "accept": "application/json"},
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			RequestID: "start", HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{Method: method, Path: path},
		},
	}
	if claims != nil {
		event.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
			JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Claims: claims},
		}
	}
	text, err := json.Marshal(event)
	if err != nil {
		return
	}
	var read events.APIGatewayV2HTTPRequest
	if json.Unmarshal(text, &read) != nil {
		return
	}
	if answer, err := f(ctx, read); err == nil {
		_, _ = json.Marshal(answer)
	}
}
