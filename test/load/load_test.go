package load_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/web"
	"smartaccounts/internal/workflow"
	"smartaccounts/test/apigateway"
	"smartaccounts/test/load"
	"smartaccounts/tools/bench/environment"
	"smartaccounts/tools/bench/upstream"
	"smartaccounts/tools/engines"
	"smartaccounts/tools/verify/tally"
)

// atOnce is how many processes each function has, as Lambda has when so many call at once.
const atOnce = 4

// programs are the functions as they are deployed, processes that ask for one event after the other.
type programs struct {
	t        testing.TB
	folder   string
	idle     map[string]chan *environment.Environment
	recorder *upstream.Recorder

	mutex   sync.Mutex
	letters []load.Letter
}

// start builds and starts functions whose AWS is DynamoDB Local, with KMS and SES played.
func start(t testing.TB, engine *engines.Engine, store *dynamotest.Store, names ...string) *programs {
	t.Helper()
	p := &programs{t: t, folder: t.TempDir(), idle: map[string]chan *environment.Environment{}}
	p.recorder = &upstream.Recorder{Engine: engine.Endpoint, Table: store.Name}
	server := httptest.NewServer(p.recorder)
	t.Cleanup(server.Close)
	credentials, err := store.Client.Options().Credentials.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		path := filepath.Join(p.folder, name)
		build := exec.Command("go", "build", "-tags=lambda.norpc", "-o", path, "./functions/"+name)
		build.Dir = filepath.Join("..", "..")
		if said, err := build.CombinedOutput(); err != nil {
			t.Fatalf("build %s: %v\n%s", name, err, said)
		}
		p.idle[name] = make(chan *environment.Environment, atOnce)
		for range atOnce {
			e, err := environment.Start(environment.Program{Path: path, Variables: environment.Variables(credentials.AccessKeyID, server.URL, store.Name)})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(e.Stop)
			if _, err := e.Ready(); err != nil {
				t.Fatal(err)
			}
			p.idle[name] <- e
		}
	}
	return p
}

// run hands an event to a process of the function that has nothing to do.
func (p *programs) run(function string, event []byte) ([]byte, error) {
	e := <-p.idle[function]
	defer func() { p.idle[function] <- e }()
	out, _, err := e.Invoke(event)
	return out, err
}

func (p *programs) invoke(_ context.Context, function string, event events.APIGatewayV2HTTPRequest) (answer events.APIGatewayV2HTTPResponse, err error) {
	in, err := json.Marshal(event)
	if err != nil {
		return answer, err
	}
	out, err := p.run(function, in)
	if err != nil {
		return answer, err
	}
	return answer, json.Unmarshal(out, &answer)
}

// sweep runs the mailer by its schedule, two of it at once: so it is without a stream.
func (p *programs) sweep(ctx context.Context) {
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			for ; ctx.Err() == nil; time.Sleep(50 * time.Millisecond) {
				if _, err := p.run("send-mail", []byte(`{"source":"aws.scheduler"}`)); err != nil && ctx.Err() == nil {
					p.t.Error(err)
					return
				}
			}
		})
	}
	both.Wait()
}

func (p *programs) all() ([]load.Letter, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.recorder.Take() // calls are of no interest, and many
	for _, m := range p.recorder.Mails() {
		p.letters = append(p.letters, load.Letter{To: strings.Join(m.To, ","), Text: m.Text})
	}
	return p.letters, nil
}

// The functions themselves, at once: what they accept is not what the table has, or not what was mailed.
func TestLoadOnTheFunctions(t *testing.T) {
	engine, err := engines.StartDynamoDBLocal(engines.LongRun(256)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(engine.Stop)
	store := dynamotest.New(t, engine)
	partners := []account.Email{"partner@example.com", "partner2@example.net"}
	site := load.Site{}
	for n, person := range partners {
		a := account.Account{
			ID: account.NewID(), Name: fmt.Sprintf("Partner %d", n), Domain: account.Domain(person.Host()), Status: account.AccountActive,
			Visibility: account.Restricted, CreatedAt: time.Now(), RequestID: account.NewID(),
		}
		if err := store.Load(t.Context(), []workflow.StoredAccount{{Account: a, Members: []account.Membership{
			{AccountID: a.ID, Person: person, Roles: []account.Role{account.SmartAccountAdministrator}, Since: a.CreatedAt},
		}}}); err != nil {
			t.Fatal(err)
		}
		site.Partners[n] = apigateway.Bearer(person)
	}
	p := start(t, engine, store, web.SearchFunction, web.SubmitRequestFunction, web.ActOnRequestFunction, "send-mail")
	site.URL, site.Letters = apigateway.Listen(t, apigateway.New(t, p.invoke)), p.all
	ctx, stop := context.WithCancel(context.Background())
	var sweeps sync.WaitGroup
	sweeps.Go(func() { p.sweep(ctx) })
	crowd := load.Play(t, site, "functions", time.Duration(tally.Many(10, 300))*time.Second)
	crowd.Account(t.Context(), store.Client, store.Name)
	stop()
	sweeps.Wait()
}
