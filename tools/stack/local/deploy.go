package local

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// bucket is where sam puts the zipped functions; samconfig.toml names it too.
const bucket = "artifacts"

func (s *Stack) deploy(ctx context.Context) error {
	sam := filepath.Join(s.options.Root, ".local", "venv", "bin", "sam")
	state, err := filepath.Abs(s.options.StateDir)
	if err != nil {
		return err
	}
	build := filepath.Join(state, "build")
	env := environment(
		"PATH="+filepath.Dir(sam)+string(os.PathListSeparator)+os.Getenv("PATH"),
		"SAM_CLI_TELEMETRY=0",
		// Small and the same from every checkout: no paths, no symbols, no RPC server, no commit, no C library.
		"GOFLAGS=-trimpath -buildvcs=false -tags=lambda.norpc -ldflags=-s",
		"CGO_ENABLED=0",
		"AWS_ENDPOINT_URL="+s.Endpoint,
		"AWS_DEFAULT_REGION="+region,
		"AWS_ACCESS_KEY_ID="+accountID,
		"AWS_SECRET_ACCESS_KEY=test",
		"AWS_CONFIG_FILE="+os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE="+os.DevNull,
	)
	config := []string{"--config-file", filepath.Join(s.options.Root, "samconfig.toml"), "--config-env", "local"}

	s.say("building the functions")
	// Once for all: sam builds them side by side, and each build would compile what they share.
	compile := append(slices.Clone(env), "GOOS=linux", "GOARCH="+runtime.GOARCH)
	if err := run(ctx, filepath.Join(state, "logs", "go-build.log"), s.options.Root, compile, "go", "build", "./functions/..."); err != nil {
		return err
	}
	arguments := append([]string{
		"build", "--template-file", filepath.Join(s.options.Root, "template.yaml"), "--build-dir", build,
		"--parameter-overrides", "Architecture=" + architecture(),
	}, config...)
	if err := run(ctx, filepath.Join(state, "logs", "sam-build.log"), s.options.Root, env, sam, arguments...); err != nil {
		return err
	}

	s.say("deploying the template")
	if _, err := fetch(ctx, http.MethodPut, s.Endpoint+"/"+bucket, "", nil, nil); err != nil {
		return err
	}
	arguments = append([]string{"deploy", "--template-file", filepath.Join(build, "template.yaml"), "--parameter-overrides"},
		"PublicUrl="+s.URL,
		"SenderAddress="+sender,
		"CognitoEndpoint="+s.Endpoint,
		"Architecture="+architecture(),
		"DeletionProtection=false",
		"TokenLifetimeMinutes=720",
		"LogRetentionDays=1",
	)
	arguments = append(arguments, config...)
	if err := run(ctx, filepath.Join(state, "logs", "sam-deploy.log"), s.options.Root, env, sam, arguments...); err != nil {
		return err
	}
	return s.readOutputs(ctx)
}

func (s *Stack) readOutputs(ctx context.Context) error {
	outputs, err := s.outputs(ctx)
	if err != nil {
		return err
	}
	for name, to := range map[string]*string{
		"ApiId":                &s.APIID,
		"TableName":            &s.Table,
		"UserPoolId":           &s.UserPoolID,
		"UserPoolClientId":     &s.UserPoolClientID,
		"CleanUpFunctionName":  &s.CleanUpFunction,
		"SendMailFunctionName": &s.SendMailFunction,
	} {
		if *to = outputs[name]; *to == "" {
			return fmt.Errorf("the template has no output %s", name)
		}
	}
	// The emulator's CloudFormation passes over the time to live.
	_, err = s.DynamoDB().UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
		TableName:               aws.String(s.Table),
		TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String("deleteAfter"), Enabled: aws.Bool(true)},
	})
	return err
}
