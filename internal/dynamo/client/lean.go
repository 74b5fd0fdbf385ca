package client

import (
	"context"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	endpoints "github.com/aws/smithy-go/endpoints"
	"github.com/aws/smithy-go/middleware"
)

// lean disables features of the SDK that cost processor time in each call and are not needed. Signing, retries and errors
// are unchanged.
func lean(o *dynamodb.Options) {
	o.DisableValidateResponseChecksum = true // TLS protects the response
	o.AccountIDEndpointMode = aws.AccountIDEndpointModeDisabled
	o.EndpointResolverV2 = oneEndpoint(*o)
	o.APIOptions = append(o.APIOptions, withoutIdleSteps)
}

// resolved is an endpoint that is resolved once: without an AWS account id in its host name, it is the same for all calls.
type resolved func() (endpoints.Endpoint, error)

func oneEndpoint(o dynamodb.Options) resolved {
	resolver, place := dynamodb.NewDefaultEndpointResolverV2(), dynamodb.EndpointParameters{
		Region: aws.String(o.Region), Endpoint: o.BaseEndpoint,
		AccountIdEndpointMode: aws.String(string(aws.AccountIDEndpointModeDisabled)),
	}.WithDefaults()
	return sync.OnceValues(func() (endpoints.Endpoint, error) {
		return resolver.ResolveEndpoint(context.Background(), place)
	})
}

// withoutIdleSteps removes the SDK's steps that do nothing for a client with these options. It ignores steps that the SDK does
// not have.
func withoutIdleSteps(s *middleware.Stack) error {
	for _, id := range []string{
		"ResolveEndpoint", // of resolvers before version 2
	} {
		_, _ = s.Serialize.Remove(id)
	}
	for _, id := range []string{
		"ClientRequestID", // a random id that is not logged
	} {
		_, _ = s.Build.Remove(id)
	}
	for _, id := range []string{
		"disableHTTPS",     // the endpoint has a scheme
		"DiscoverEndpoint", // the endpoint is known
	} {
		_, _ = s.Finalize.Remove(id)
	}
	_, _ = s.Deserialize.Remove("RequestResponseLogger") // calls are not logged
	return nil
}

// ResolveEndpoint implements dynamodb.EndpointResolverV2.
func (r resolved) ResolveEndpoint(context.Context, dynamodb.EndpointParameters) (endpoints.Endpoint, error) {
	return r()
}
