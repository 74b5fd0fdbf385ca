package local

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/testkit/process"
)

// bucket is the S3 bucket for the zipped functions, as in samconfig.toml.
const bucket = "artifacts"

// sam runs the SAM CLI for this stack.
type sam struct {
	program, state, build string
	env, config           []string
}

func (s *Stack) sam() (sam, error) {
	program := filepath.Join(s.options.Root, ".local", "venv", "bin", "sam")
	state, err := filepath.Abs(s.options.StateDir)
	env := environment(
		"PATH="+filepath.Dir(program)+string(os.PathListSeparator)+os.Getenv("PATH"),
		"SAM_CLI_TELEMETRY=0",
		// Small and reproducible binaries: without paths, symbols, the RPC server, the commit and the C library.
		"GOFLAGS=-trimpath -buildvcs=false -tags=lambda.norpc,nethttpomithttp2 -ldflags=-s",
		"CGO_ENABLED=0",
		"AWS_ENDPOINT_URL="+s.Endpoint,
		"AWS_DEFAULT_REGION="+region,
		"AWS_ACCESS_KEY_ID="+accountID,
		"AWS_SECRET_ACCESS_KEY=test",
		"AWS_CONFIG_FILE="+os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE="+os.DevNull,
	)
	config := []string{"--config-file", filepath.Join(s.options.Root, "samconfig.toml"), "--config-env", "local"}
	return sam{program, state, filepath.Join(state, "build"), env, config}, err
}

// run runs a command of the SAM CLI, with its output in the log with the given name.
func (c sam) run(ctx context.Context, root, log string, arguments ...string) error {
	return run(ctx, filepath.Join(c.state, "logs", log), root, c.env, c.program, append(arguments, c.config...)...)
}

// build builds the functions. It does not need the emulator.
func (s *Stack) build(ctx context.Context) error {
	c, err := s.sam()
	if err != nil {
		return err
	}
	s.say("building the functions")
	// Compile once before sam, whose parallel builds would each compile the shared packages. The build IDs
	// change with every input of a function, including the toolchain and its flags; sam's own cache would only
	// check a function's folder.
	list := exec.Command("go", "list", "-export", "-deps", "-f", "{{.BuildID}}", "./functions/...")
	list.Dir, list.Env = s.options.Root, append(slices.Clone(c.env), "GOOS=linux", "GOARCH="+runtime.GOARCH)
	ids, err := process.Output(ctx, list)
	if err != nil {
		return fmt.Errorf("compile: %w", err)
	}
	template, err := os.ReadFile(filepath.Join(s.options.Root, "template.yaml"))
	if err != nil {
		return err
	}
	sum := fmt.Appendf(nil, "%x", sha256.Sum256(append([]byte(ids), template...)))
	stamp := c.build + ".sum"
	if built, err := os.ReadFile(stamp); err == nil && bytes.Equal(built, sum) {
		return nil
	}
	if err := os.RemoveAll(stamp); err != nil {
		return err
	}
	err = c.run(ctx, s.options.Root, "sam-build.log",
		"build", "--template-file", filepath.Join(s.options.Root, "template.yaml"), "--build-dir", c.build,
		"--parameter-overrides", "Architecture="+architecture())
	if err != nil {
		return err
	}
	return os.WriteFile(stamp, sum, 0o600)
}

// deploy deploys the built template to the emulator.
func (s *Stack) deploy(ctx context.Context) error {
	c, err := s.sam()
	if err != nil {
		return err
	}
	s.say("deploying the template")
	if _, err := fetch(ctx, http.MethodPut, s.Endpoint+"/"+bucket, "", nil, nil); err != nil {
		return err
	}
	arguments := []string{
		"deploy", "--template-file", filepath.Join(c.build, "template.yaml"), "--parameter-overrides",
		"PublicUrl=" + s.URL,
		"SenderAddress=" + sender,
		`OperatorName="Example Licensing"`, "HelpAddress=help@example.org", "PrivacyAddress=https://example.org/privacy",
		"CognitoEndpoint=" + s.Endpoint,
		"Architecture=" + architecture(),
		"DeletionProtection=false",
		"TokenLifetimeMinutes=720",
		"LogRetentionDays=1",
		"RequestsPerDay=1000", "RequestsPerDomainPerDay=10000", "PendingRequests=1000", "PendingRequestsOfNew=1000",
		"AdditionsPerDay=1000", "AdditionsPerAccountPerDay=1000", "AdditionsPerDomainPerDay=10000",
		"AccessRequestsPerDay=1000", "AccessRequestsPerAccountPerDay=1000",
		"OperatorAddresses=" + strings.Join(s.operators(), ","),
	}
	err = c.run(ctx, s.options.Root, "sam-deploy.log", append(arguments, s.options.Parameters...)...)
	if err != nil {
		return err
	}
	return s.readOutputs(ctx)
}

// operators returns the addresses of the operators.
func (s *Stack) operators() []string {
	var addresses []string
	for _, person := range s.options.People {
		if person.Operator {
			addresses = append(addresses, person.Email)
		}
	}
	return addresses
}

func (s *Stack) readOutputs(ctx context.Context) error {
	outputs, err := s.outputs(ctx)
	if err != nil {
		return err
	}
	wanted := map[string]*string{
		"ApiId":                &s.APIID,
		"TableName":            &s.Table,
		"CleanUpFunctionName":  &s.CleanUpFunction,
		"SendMailFunctionName": &s.SendMailFunction,
		"MailEventsTopicArn":   &s.MailEventsTopic,
		"UndeliveredQueueUrl":  &s.UndeliveredQueue,
	}
	if s.Issuer == "" {
		wanted["UserPoolId"], wanted["UserPoolClientId"] = &s.UserPoolID, &s.UserPoolClientID
	}
	for name, to := range wanted {
		if *to = outputs[name]; *to == "" {
			return fmt.Errorf("the template has no output %s", name)
		}
	}
	// The emulator's CloudFormation ignores the time to live.
	_, err = s.DynamoDB().UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
		TableName:               aws.String(s.Table),
		TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String("deleteAfter"), Enabled: aws.Bool(true)},
	})
	return err
}
