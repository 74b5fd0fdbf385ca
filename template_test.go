package smartaccounts_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// resource is one resource of template.yaml as it is written there.
type resource struct{ kind, text string }

// template answers the template's resources by name.
func template(t *testing.T) map[string]resource {
	t.Helper()
	text, err := os.ReadFile("template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(text), "\nResources:\n")
	section, _, ended := strings.Cut(section, "\nOutputs:\n")
	if !found || !ended {
		t.Fatal("template.yaml has no Resources followed by Outputs")
	}
	head := regexp.MustCompile(`(?m)^  (\w+):\n    Type: (\S+)$`)
	places := head.FindAllStringSubmatchIndex(section, -1)
	all := make(map[string]resource, len(places))
	for i, place := range places {
		end := len(section)
		if i+1 < len(places) {
			end = places[i+1][0]
		}
		all[section[place[2]:place[3]]] = resource{kind: section[place[4]:place[5]], text: section[place[0]:end]}
	}
	return all
}

// ofKind calls f for each resource of a kind, of which there must be some.
func ofKind(t *testing.T, kind string, f func(name, text string)) {
	t.Helper()
	found := false
	for name, r := range template(t) {
		if r.kind == kind {
			found = true
			f(name, r.text)
		}
	}
	if !found {
		t.Errorf("the template has no %s", kind)
	}
}

func TestNoRoleMayScanOrDoEverything(t *testing.T) {
	ofKind(t, "AWS::IAM::Role", func(name, text string) {
		for _, forbidden := range []string{"dynamodb:Scan", ":*\n", "Resource: '*'", "- '*'", "PartiQL"} {
			if strings.Contains(text, forbidden) {
				t.Errorf("%s has %q", name, strings.TrimSpace(forbidden))
			}
		}
	})
}

// A stranger who takes over a function that answers HTTP can then neither make
// decision links nor send mail.
func TestOnlyTheMailerMakesLinksAndSends(t *testing.T) {
	ofKind(t, "AWS::IAM::Role", func(name, text string) {
		for power, holders := range map[string]string{
			"LinkKey.Arn":     "SendMailRole",
			"CodeKey.Arn":     "SendMailRole ActOnRequestRole",
			"kms:GenerateMac": "SendMailRole ActOnRequestRole",
			"ses:SendEmail":   "SendMailRole",
		} {
			if has, may := strings.Contains(text, power), strings.Contains(holders, name); has != may {
				t.Errorf("%s: %s is %v", name, power, has)
			}
		}
		if strings.Contains(text, "kms:") && strings.Count(text, "kms:") != strings.Count(text, "kms:GenerateMac")+strings.Count(text, "kms:MacAlgorithm") {
			t.Errorf("%s may do more with keys than compute", name)
		}
	})
}

// Whoever writes is held to the kinds of items that are his.
func TestEveryWriteIsBoundToKindsOfItems(t *testing.T) {
	ofKind(t, "AWS::IAM::Role", func(name, text string) {
		for _, statement := range strings.Split(text, "- Effect: Allow")[1:] {
			writes := regexp.MustCompile(`dynamodb:(Put|Update|Delete|BatchWrite)Item`).MatchString(statement)
			if writes && !strings.Contains(statement, "dynamodb:LeadingKeys:") {
				t.Errorf("%s writes any item", name)
			}
		}
	})
}

// A path or query in the log would be a decision link in the log.
func TestAccessLogHoldsNoSecrets(t *testing.T) {
	ofKind(t, "AWS::ApiGatewayV2::Stage", func(name, text string) {
		format := regexp.MustCompile(`\$context\.[A-Za-z.]+`).FindAllString(text, -1)
		want := "$context.requestId $context.routeKey $context.status $context.responseLength $context.integrationLatency"
		if got := strings.Join(format, " "); got != want {
			t.Errorf("%s logs %s", name, got)
		}
		for _, limit := range []string{"ThrottlingBurstLimit:", "ThrottlingRateLimit:"} {
			if !strings.Contains(text, limit) {
				t.Errorf("%s has no %s", name, limit)
			}
		}
	})
}

func TestProgramsNeedATokenExceptWithALink(t *testing.T) {
	ofKind(t, "AWS::ApiGatewayV2::Route", func(name, text string) {
		key := regexp.MustCompile(`RouteKey: '(.+)'`).FindStringSubmatch(text)
		if key == nil {
			t.Fatalf("%s has no quoted RouteKey", name)
		}
		_, path, _ := strings.Cut(key[1], " ")
		want := strings.HasPrefix(path, "/v1/") && !strings.HasPrefix(path, "/v1/pending-requests/")
		if has := strings.Contains(text, "AuthorizationType: JWT") && strings.Contains(text, "AuthorizerId: !Ref Authorizer"); has != want {
			t.Errorf("%s needs a token: %v", key[1], has)
		}
	})
}

// By default one bad record would block a shard for a day and then be lost.
func TestStreamsGiveUpOnARecordAndKeepIt(t *testing.T) {
	ofKind(t, "AWS::Lambda::EventSourceMapping", func(name, text string) {
		for _, want := range []string{
			"BisectBatchOnFunctionError: true", "MaximumRetryAttempts: 5", "MaximumRecordAgeInSeconds: 3600",
			"- ReportBatchItemFailures", "Destination: !GetAtt Undelivered.Arn", "Pattern: '",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
	})
}

func TestSchedulesKeepWhatTheyCannotDeliver(t *testing.T) {
	ofKind(t, "AWS::Scheduler::Schedule", func(name, text string) {
		for _, want := range []string{"RetryPolicy:", "DeadLetterConfig:", "RoleArn: !GetAtt ScheduleRole.Arn"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
	})
}

func TestStateOutlivesAMistake(t *testing.T) {
	for name, wants := range map[string][]string{
		"Table":    {"DeletionPolicy: Retain", "PointInTimeRecoveryEnabled: true", "DeletionProtectionEnabled: !If [Protected", "AttributeName: deleteAfter"},
		"LinkKey":  {"DeletionPolicy: Retain"},
		"CodeKey":  {"DeletionPolicy: Retain"},
		"UserPool": {"DeletionPolicy: Retain", "DeletionProtection: !If [Protected"},
	} {
		for _, want := range wants {
			if !strings.Contains(template(t)[name].text, want) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
	}
}

func TestEveryFunctionHasAFolderARoleAndALog(t *testing.T) {
	all := template(t)
	ofKind(t, "AWS::Serverless::Function", func(name, text string) {
		base := strings.TrimSuffix(name, "Function")
		folder := regexp.MustCompile(`CodeUri: (functions/\S+)`).FindStringSubmatch(text)
		if folder == nil {
			t.Fatalf("%s has no folder", name)
		}
		if _, err := os.Stat(folder[1] + "/main.go"); err != nil {
			t.Error(err)
		}
		if !strings.Contains(text, "Role: !GetAtt "+base+"Role.Arn") || !strings.Contains(text, "LogGroup: !Ref "+base+"Log") {
			t.Errorf("%s shares its role or its log", name)
		}
		if !strings.Contains(all[base+"Log"].text, "RetentionInDays:") {
			t.Errorf("%s keeps its log for ever", name)
		}
	})
}
