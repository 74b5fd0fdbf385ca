package faults

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"syscall"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// fault is what fails at one call to the table or to the mail provider, below the SDK's retries.
type fault string

const (
	refused    fault = "never arrives"               // nor do the retries
	lostOnce   fault = "its first answer is lost"    // the SDK retries with the same token
	lost       fault = "every answer to it is lost"  // including those to retries
	throttled  fault = "throttled"                   // so are the retries
	late       fault = "answered after the deadline" // of the caller, which can make no more calls
	diesBefore fault = "the process dies before it"  // and loses its memory
	diesAfter  fault = "the process dies after it"   // and loses its memory
	none       fault = ""
)

var faults = []fault{refused, lostOnce, lost, throttled, late, diesBefore, diesAfter}

// losesAnswer reports whether the call takes effect and its response does not arrive at once.
func (f fault) losesAnswer() bool {
	return f == lostOnce || f == lost || f == late || f == diesAfter
}

// site is a call of a process: the name, and which of the calls with that name, from 1.
type site struct {
	name   string
	number int
}

func (s site) String() string { return fmt.Sprintf("%s (%d)", s.name, s.number) }

// process is one run of a function, from its event to its response.
type process struct {
	plan   map[site]fault
	expire context.CancelFunc

	mutex  sync.Mutex
	calls  map[string]int
	sites  []site // in their order; concurrent calls have none
	struck int    // how many faults were injected
	dead   bool
}

// call is one call of a process, with all its attempts.
type call struct {
	process  *process
	fault    fault
	attempts int
}

type (
	processKey struct{}
	callKey    struct{}
)

func callIn(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

var errDied = errors.New("the process died")

// run runs do in a process of its own, with the faults of the plan.
func run(ctx context.Context, plan map[site]fault, do func(ctx context.Context) error) (*process, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p := &process{plan: plan, expire: cancel, calls: map[string]int{}}
	ctx = context.WithValue(ctx, processKey{}, p)
	err := errDied
	ended := make(chan struct{})
	go func() { // a process that dies ends this goroutine
		defer close(ended)
		err = do(ctx)
	}()
	<-ended
	if p.isDead() {
		return p, errDied
	}
	return p, err
}

func (p *process) begin(name string) *call {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.calls[name]++
	s := site{name, p.calls[name]}
	if !p.dead {
		p.sites = append(p.sites, s)
	}
	f := p.plan[s]
	if f != none && !p.dead {
		p.struck++
	}
	return &call{process: p, fault: f}
}

func (p *process) isDead() bool {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.dead
}

// die ends the goroutine, and each other goroutine of the process at its next call: a dead process changes nothing,
// and its memory is lost. A panic would do the same, except in goroutines that do not recover.
func (p *process) die() {
	p.mutex.Lock()
	p.dead = true
	p.mutex.Unlock()
	runtime.Goexit()
}

// faulty injects the faults of the context's process, if there is one, into a client's calls. The SDK's retries are
// the attempts of a call.
func faulty(stack *middleware.Stack) error {
	begin := func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
		if p, _ := ctx.Value(processKey{}).(*process); p != nil {
			ctx = context.WithValue(ctx, callKey{}, p.begin(nameOf(in.Parameters)))
		}
		return next.HandleInitialize(ctx, in)
	}
	attempt := func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
		if c := callIn(ctx); c != nil {
			return c.attempt(ctx, in, next)
		}
		return next.HandleDeserialize(ctx, in)
	}
	return errors.Join(
		stack.Initialize.Add(middleware.InitializeMiddlewareFunc("CallSite", begin), middleware.Before),
		stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("Fault", attempt), middleware.Before),
	)
}

func (c *call) attempt(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (out middleware.DeserializeOutput, metadata middleware.Metadata, err error) {
	if c.process.isDead() {
		runtime.Goexit()
	}
	c.attempts++
	switch c.fault {
	case refused:
		return out, metadata, &smithyhttp.RequestSendError{Err: &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}}
	case throttled:
		return out, metadata, answered(http.StatusBadRequest, "ThrottlingException")
	case diesBefore:
		c.process.die()
	default:
	}
	out, metadata, err = next.HandleDeserialize(ctx, in)
	switch {
	case c.fault == lost, c.fault == lostOnce && c.attempts == 1:
		return middleware.DeserializeOutput{}, metadata, &smithyhttp.RequestSendError{Err: io.ErrUnexpectedEOF}
	case c.fault == late:
		c.process.expire()
		return middleware.DeserializeOutput{}, metadata, &aws.RequestCanceledError{Err: context.DeadlineExceeded}
	case c.fault == diesAfter:
		c.process.die()
	}
	return out, metadata, err
}

// answered returns an error response of the service.
func answered(status int, code string) error {
	response := &smithyhttp.Response{Response: &http.Response{StatusCode: status, Header: http.Header{}}}
	return &awshttp.ResponseError{ResponseError: &smithyhttp.ResponseError{
		Response: response, Err: &smithy.GenericAPIError{Code: code, Message: "as planned"},
	}}
}

// nameOf names calls by operation and kind of item, so that concurrent calls have different names.
func nameOf(parameters any) string {
	name := fmt.Sprintf("%T", parameters)
	name = strings.TrimSuffix(name[strings.LastIndex(name, ".")+1:], "Input")
	switch in := parameters.(type) {
	case *dynamodb.GetItemInput:
		return name + " " + kindOf(in.Key["PK"])
	case *dynamodb.PutItemInput:
		return name + " " + kindOf(in.Item["PK"])
	case *dynamodb.UpdateItemInput:
		return name + " " + kindOf(in.Key["PK"])
	case *dynamodb.QueryInput:
		if shard, is := in.ExpressionAttributeValues[":shard"].(*types.AttributeValueMemberS); is {
			return name + " due " + shard.Value
		}
		return name + " " + kindOf(in.ExpressionAttributeValues[":pk"])
	default:
		return name
	}
}

func kindOf(partition types.AttributeValue) string {
	of, _ := partition.(*types.AttributeValueMemberS)
	kind, _, _ := strings.Cut(of.Value, "#")
	return kind
}
