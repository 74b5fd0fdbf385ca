package gateway

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// The response, here an error, does not keep the function from starting.
func TestARehearsalCallsTheFunctionLikeARequest(t *testing.T) {
	var asked events.APIGatewayV2HTTPRequest
	r := Rehearsal{Method: http.MethodPost, Path: "/v1/x", Query: "q=1", Body: `{"a":1}`, Claims: map[string]string{"email": "a@b.com"}}
	Rehearse(t.Context(), func(ctx context.Context, e events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		asked = e
		if end, ends := ctx.Deadline(); !ends || time.Until(end) > rehearseWithin {
			t.Errorf("it may last until %v", end)
		}
		return events.APIGatewayV2HTTPResponse{}, errors.New("refused")
	}, r)
	if asked.RawPath != "/v1/x" || asked.RawQueryString != "q=1" || asked.Body != r.Body || asked.RequestContext.HTTP.Method != http.MethodPost ||
		asked.RequestContext.Authorizer.JWT.Claims["email"] != "a@b.com" {
		t.Errorf("asked %+v", asked)
	}
	Rehearse(t.Context(), func(_ context.Context, e events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		asked = e
		return events.APIGatewayV2HTTPResponse{}, nil
	}, Rehearsal{Method: http.MethodGet, Path: "/"})
	if asked.RequestContext.Authorizer != nil {
		t.Error("a rehearsal without claims has an authorizer")
	}
}
