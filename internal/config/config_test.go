package config

import (
	"bytes"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

var whole = map[string]string{
	"TABLE_NAME":            "table",
	"PUBLIC_URL":            "https://accounts.example",
	"OPERATOR_CLAIM":        "cognito:groups",
	"OPERATOR_VALUE":        "operators",
	"REQUEST_LIFETIME_DAYS": "90",
	"CODE_KEY_ID":           "code-key",
	"LINK_KEY_ID":           "link-key",
	"SENDER":                "no-reply@accounts.example",
	"CONFIGURATION_SET":     "mail",
	"OIDC_ISSUER":           "https://issuer.example/pool",
	"OIDC_DISCOVERY_URL":    "http://127.0.0.1:4566/pool",
	"OIDC_CLIENT_ID":        "client",
	"AWS_REGION":            "eu-west-1",
	"AWS_ACCESS_KEY_ID":     "key",
	"AWS_SECRET_ACCESS_KEY": "hidden",
	"AWS_SESSION_TOKEN":     "token",
	"AWS_ENDPOINT_URL":      "http://127.0.0.1:4566",
}

func from(environment map[string]string) Getenv {
	return func(name string) string { return environment[name] }
}

var always = []string{"TABLE_NAME", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}

// functions says for each function what its environment must hold.
var functions = map[string]struct {
	read  func(Getenv) (any, error)
	needs []string
}{
	"search": {
		func(g Getenv) (any, error) { return ForSearch(g) },
		[]string{"PUBLIC_URL", "OPERATOR_CLAIM", "OPERATOR_VALUE"},
	},
	"submit-request": {
		func(g Getenv) (any, error) { return ForSubmitRequest(g) },
		[]string{"PUBLIC_URL", "OPERATOR_CLAIM", "OPERATOR_VALUE", "REQUEST_LIFETIME_DAYS"},
	},
	"act-on-request": {
		func(g Getenv) (any, error) { return ForActOnRequest(g) },
		[]string{"PUBLIC_URL", "CODE_KEY_ID"},
	},
	"sign-in": {
		func(g Getenv) (any, error) { return ForSignIn(g) },
		[]string{"PUBLIC_URL", "OPERATOR_CLAIM", "OPERATOR_VALUE", "OIDC_ISSUER", "OIDC_DISCOVERY_URL", "OIDC_CLIENT_ID"},
	},
	"send-mail": {
		func(g Getenv) (any, error) { return ForSendMail(g) },
		[]string{"PUBLIC_URL", "LINK_KEY_ID", "CODE_KEY_ID", "SENDER", "CONFIGURATION_SET"},
	},
	"background": {
		func(g Getenv) (any, error) { return ForBackground(g) },
		nil,
	},
}

func TestWholeEnvironmentIsTaken(t *testing.T) {
	for name, function := range functions {
		if _, err := function.read(from(whole)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestValuesArriveWhereTheyBelong(t *testing.T) {
	submit, err := ForSubmitRequest(from(whole))
	if err != nil || submit.RequestLifetime != 90*24*time.Hour || submit.Operators.Claim != "cognito:groups" || submit.Operators.Value != "operators" {
		t.Errorf("submit-request: %+v, %v", submit, err)
	}
	mail, err := ForSendMail(from(whole))
	if err != nil || mail.LinkKey != "link-key" || mail.CodeKey != "code-key" || mail.Sender != "no-reply@accounts.example" || mail.ConfigurationSet != "mail" {
		t.Errorf("send-mail: %+v, %v", mail, err)
	}
	signIn, err := ForSignIn(from(whole))
	if err != nil || signIn.Issuer != "https://issuer.example/pool" || signIn.DiscoveryURL != "http://127.0.0.1:4566/pool" || signIn.ClientID != "client" {
		t.Errorf("sign-in: %+v, %v", signIn, err)
	}
}

func TestEveryMissingVariableIsNamedAtOnce(t *testing.T) {
	for name, function := range functions {
		_, err := function.read(from(nil))
		if err == nil {
			t.Errorf("%s starts without any environment", name)
			continue
		}
		var named []string
		for line := range strings.Lines(err.Error()) {
			variable, _, _ := strings.Cut(line, " ")
			named = append(named, variable)
		}
		want := slices.Sorted(slices.Values(append(slices.Clone(always), function.needs...)))
		if slices.Sort(named); !slices.Equal(slices.Compact(named), want) {
			t.Errorf("%s names %q, want %q", name, named, want)
		}
	}
}

func TestBadValueIsNamedAndNotRepeated(t *testing.T) {
	tests := map[string][]string{
		"PUBLIC_URL":            {"accounts.example", "https://accounts.example/", "https://accounts.example/?a", "https://accounts.example#a", "ftp://x.example", "https://u@x.example"},
		"REQUEST_LIFETIME_DAYS": {"0", "366", "-1", "many", "1.5"},
		"SENDER":                {"nobody", "A B <a@b.example>", "a@b.example\r\nBcc: c@d.example"},
		"OIDC_ISSUER":           {"issuer", "https://"},
		"OIDC_DISCOVERY_URL":    {"issuer", "file:///etc"},
	}
	for variable, values := range tests {
		for _, value := range values {
			environment := maps.Clone(whole)
			environment[variable] = value
			found := false
			for name, function := range functions {
				if !slices.Contains(function.needs, variable) {
					continue
				}
				found = true
				if _, err := function.read(from(environment)); err == nil || !strings.HasPrefix(err.Error(), variable+" ") || strings.Contains(err.Error(), value+" ") {
					t.Errorf("%s with %s=%q: %v", name, variable, value, err)
				}
			}
			if !found {
				t.Errorf("no function needs %s", variable)
			}
		}
	}
}

func TestClientsSpeakToTheEndpointWithTheCredentials(t *testing.T) {
	c, err := ForBackground(from(whole))
	if err != nil {
		t.Fatal(err)
	}
	config := c.AWS.Config()
	credentials, err := config.Credentials.Retrieve(t.Context())
	if err != nil || credentials.AccessKeyID != "key" || credentials.SecretAccessKey != "hidden" || credentials.SessionToken != "token" {
		t.Errorf("credentials %v, %v", credentials.AccessKeyID, err)
	}
	if config.Region != "eu-west-1" || config.BaseEndpoint == nil || *config.BaseEndpoint != "http://127.0.0.1:4566" {
		t.Errorf("region %q, endpoint %v", config.Region, config.BaseEndpoint)
	}

	environment := maps.Clone(whole)
	delete(environment, "AWS_ENDPOINT_URL")
	if c, err = ForBackground(from(environment)); err != nil || c.AWS.Config().BaseEndpoint != nil {
		t.Errorf("without AWS_ENDPOINT_URL the endpoint is %v, %v", c.AWS.Config().BaseEndpoint, err)
	}
}

func TestCredentialsStayOutOfLogs(t *testing.T) {
	c, err := ForBackground(from(whole))
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("started", "aws", c.AWS)
	if text := log.String(); strings.Contains(text, "hidden") || strings.Contains(text, "token") || !strings.Contains(text, "eu-west-1") {
		t.Error(text)
	}
}
