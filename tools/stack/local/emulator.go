package local

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"smartaccounts/internal/testkit/process"
)

// startEmulator starts the emulator and does not wait until it is ready.
func (s *Stack) startEmulator() error {
	port, err := process.FreePort()
	if err != nil {
		return err
	}
	s.Region = region
	s.Endpoint = "http://127.0.0.1:" + strconv.Itoa(port)
	state, err := filepath.Abs(s.options.StateDir)
	if err != nil {
		return err
	}
	logFile := emulatorLog(state)
	log, err := os.Create(filepath.Clean(logFile))
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	s.say("starting the local AWS on %s", s.Endpoint)
	command := exec.Command(filepath.Join(s.options.Root, ".local", "emulator", "bin", "ministack")) // Stop ends its process group
	command.Dir = filepath.Join(state, "tmp")
	command.Stdout, command.Stderr = log, log
	command.Env = environment(
		"GATEWAY_PORT="+strconv.Itoa(port),
		"BIND_HOST=127.0.0.1",
		"IOT_MTLS_ENABLED=0",
		"LAMBDA_EXECUTOR=local",
		"TMPDIR="+filepath.Join(state, "tmp"),
		// The functions inherit these variables.
		"AWS_ENDPOINT_URL="+s.Endpoint,
		"AWS_REGION="+region,
		"AWS_DEFAULT_REGION="+region,
		"AWS_ACCESS_KEY_ID="+accountID,
		"AWS_SECRET_ACCESS_KEY=test",
	)
	if s.emulator, err = process.Start(command); err != nil {
		return fmt.Errorf("start the emulator (make tools installs it): %w", err)
	}
	go func(g *process.Group) {
		<-g.Done()
		s.failed <- fmt.Errorf("the emulator ended: %w\n%s", errors.Join(g.Err()), tail(logFile, 20))
	}(s.emulator)
	return nil
}

func emulatorLog(state string) string { return filepath.Join(state, "logs", "emulator.log") }

func (s *Stack) awaitEmulator(ctx context.Context) error {
	deadline := time.After(60 * time.Second)
	for {
		if body, err := fetch(ctx, http.MethodGet, s.Endpoint+"/_ministack/ready", "", nil, nil); err == nil && bytes.Contains(body, []byte("completed")) {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.emulator.Done():
			return fmt.Errorf("the emulator did not start:\n%s", tail(emulatorLog(s.options.StateDir), 20))
		case <-deadline:
			return fmt.Errorf("the emulator was not ready after a minute:\n%s", tail(emulatorLog(s.options.StateDir), 20))
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// fetch makes an HTTP request and returns an error if the status is 300 or above.
func fetch(ctx context.Context, method, address, contentType string, headers map[string]string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode >= http.StatusMultipleChoices {
		return nil, fmt.Errorf("%s %s: %s: %s", method, address, response.Status, answer)
	}
	return answer, nil
}

// cognito calls the user pool's API. The emulator does not need a signature.
func (d Description) cognito(ctx context.Context, operation string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	answer, err := fetch(ctx, http.MethodPost, d.Endpoint+"/", "application/x-amz-json-1.1",
		map[string]string{"X-Amz-Target": "AWSCognitoIdentityProviderService." + operation}, body)
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(answer, out)
}

// Invoke invokes a function and returns its response.
func (d Description) Invoke(ctx context.Context, function string, event []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost,
		d.Endpoint+"/2015-03-31/functions/"+url.PathEscape(function)+"/invocations", bytes.NewReader(event))
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode >= http.StatusMultipleChoices || response.Header.Get("X-Amz-Function-Error") != "" {
		return nil, fmt.Errorf("%s failed: %s: %s", function, response.Status, answer)
	}
	return answer, nil
}

// outputs returns the outputs of the deployed template.
func (d Description) outputs(ctx context.Context) (map[string]string, error) {
	form := url.Values{"Action": {"DescribeStacks"}, "Version": {"2010-05-15"}, "StackName": {stackName}}
	answer, err := fetch(ctx, http.MethodPost, d.Endpoint+"/", "application/x-www-form-urlencoded", nil, []byte(form.Encode()))
	if err != nil {
		return nil, err
	}
	var parsed struct {
		Outputs []struct {
			Key   string `xml:"OutputKey"`
			Value string `xml:"OutputValue"`
		} `xml:"DescribeStacksResult>Stacks>member>Outputs>member"`
	}
	if err := xml.NewDecoder(strings.NewReader(string(answer))).Decode(&parsed); err != nil {
		return nil, err
	}
	found := make(map[string]string, len(parsed.Outputs))
	for _, output := range parsed.Outputs {
		found[output.Key] = output.Value
	}
	return found, nil
}
