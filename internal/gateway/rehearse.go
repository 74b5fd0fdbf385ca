package gateway

import (
	"context"
	"encoding/json"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

const rehearseWithin = time.Second

// Rehearsal is a request that a function answers to itself while it starts. It changes nothing.
type Rehearsal struct {
	Method, Path, Query, Body string
	Claims                    map[string]string
}

// Event is the rehearsal as API Gateway would hand it on.
func (r Rehearsal) Event() events.APIGatewayV2HTTPRequest {
	event := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RawPath: r.Path, RawQueryString: r.Query, Body: r.Body,
		Headers: map[string]string{"content-type": "application/json", "accept": "application/json"},
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			RequestID: "rehearsal", HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{Method: r.Method, Path: r.Path},
		},
	}
	if r.Claims != nil {
		event.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
			JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Claims: r.Claims},
		}
	}
	return event
}

// Rehearse has a function answer a rehearsal, so that whatever the first request needs has been set up, and lies
// in memory, before it comes: until then a function has a whole processor, and afterwards, with 128 MB, a
// fourteenth of one. What is answered is of no interest, nor whether it fails; it ends within a second.
func Rehearse(ctx context.Context, f Function, r Rehearsal) {
	ctx, cancel := context.WithTimeout(ctx, rehearseWithin)
	defer cancel()
	text, err := json.Marshal(r.Event()) // as the Lambda runtime will read events, and write answers
	if err != nil {
		return
	}
	var event events.APIGatewayV2HTTPRequest
	if json.Unmarshal(text, &event) != nil {
		return
	}
	if answer, err := f(ctx, event); err == nil {
		_, _ = json.Marshal(answer)
	}
}
