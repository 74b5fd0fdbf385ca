package gateway

import (
	"context"
	"encoding/json"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

const rehearseWithin = time.Second

// Rehearsal is a request that a function processes while it starts. It changes nothing.
type Rehearsal struct {
	Method, Path, Query, Body string
	Claims                    map[string]string
}

// Event returns the rehearsal as an event of API Gateway.
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

// Rehearse calls f with a rehearsal, so that everything that the first request needs is initialized and in memory: while
// it starts, a function has a whole processor, and afterwards, with 128 MB, a fourteenth of one. It ignores the response
// and the error, and ends within a second.
func Rehearse(ctx context.Context, f Function, r Rehearsal) {
	ctx, cancel := context.WithTimeout(ctx, rehearseWithin)
	defer cancel()
	text, err := json.Marshal(r.Event()) // the Lambda runtime decodes events and encodes responses, too
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
