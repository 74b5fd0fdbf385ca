package smartaccounts_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// resource is a resource as written in template.yaml.
type resource struct{ kind, text string }

// template returns the template's resources by name.
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

// ofKind calls f for each resource of a kind. It fails if there is none.
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

// rights lists the permissions of each role, one line per statement: actions, resources, conditions. An attacker who takes
// over a function that serves HTTP can neither make decision links nor send mail, and can write only the kinds of items that
// the function writes. No role may scan.
var rights = map[string][]string{
	"SearchRole": {
		"dynamodb:GetItem dynamodb:Query on Table.Arn" + keys("DOMAIN NAME WORD PERSON SESSION ACCOUNT"), // of accounts, what waits in them and their administrators
		"dynamodb:Query on ${Table.Arn}/index/status",                                                    // the number in the head of the page, of operators
		"dynamodb:BatchGetItem on Table.Arn" + keys("ACCOUNT REQUEST"),                                   // one's own, and the administrators of those
		"dynamodb:UpdateItem on Table.Arn" + keys("SESSION"),
		"logs:CreateLogStream logs:PutLogEvents on SearchLog.Arn",
	},
	"ManageAccountRole": {
		"dynamodb:GetItem dynamodb:BatchGetItem dynamodb:Query on Table.Arn" + keys("ACCOUNT ASK PERSON LIMIT SESSION REQUEST DOMAIN LOOK"),
		"dynamodb:Query on ${Table.Arn}/index/status",
		"dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem dynamodb:ConditionCheckItem on Table.Arn" + keys("ACCOUNT ASK PERSON OUTBOX LIMIT DOMAIN NAME LOOK"),
		"dynamodb:UpdateItem on Table.Arn" + keys("SESSION"),
		"dynamodb:BatchWriteItem on Table.Arn" + keys("ACCOUNT"), // the lists of an account of an older release
		"logs:CreateLogStream logs:PutLogEvents on ManageAccountLog.Arn",
	},
	"SubmitRequestRole": {
		"dynamodb:GetItem dynamodb:BatchGetItem dynamodb:Query on Table.Arn" +
			keys("ACCOUNT REQUEST DOMAIN LOOK PERSON OUTBOX IDEMPOTENCY LIMIT ADDRESS DISPUTE SESSION"),
		"dynamodb:Query on ${Table.Arn}/index/status",
		"dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem dynamodb:ConditionCheckItem on Table.Arn" +
			keys("ACCOUNT REQUEST DOMAIN NAME LOOK PERSON OUTBOX IDEMPOTENCY LIMIT"),
		"dynamodb:PutItem dynamodb:UpdateItem on Table.Arn" + keys("DISPUTE OUTBOX LIMIT"),
		"dynamodb:UpdateItem on Table.Arn" + keys("SESSION"),
		"logs:CreateLogStream logs:PutLogEvents on SubmitRequestLog.Arn",
	},
	"ReviewRequestRole": {
		"dynamodb:GetItem dynamodb:BatchGetItem dynamodb:Query on Table.Arn" +
			keys("ACCOUNT REQUEST DOMAIN LOOK PERSON OUTBOX LIMIT ADDRESS DISPUTE SESSION"),
		"dynamodb:Query on ${Table.Arn}/index/status",
		"dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem dynamodb:ConditionCheckItem on Table.Arn" +
			keys("ACCOUNT REQUEST DOMAIN NAME LOOK PERSON OUTBOX DISPUTE"),
		"dynamodb:PutItem on Table.Arn" + keys("ADDRESS"),
		"dynamodb:UpdateItem on Table.Arn" + keys("SESSION"),
		"dynamodb:BatchWriteItem on Table.Arn" + keys("ACCOUNT"), // the lists of an account of an older release
		"logs:CreateLogStream logs:PutLogEvents on ReviewRequestLog.Arn",
	},
	"ActOnRequestRole": {
		"dynamodb:GetItem dynamodb:BatchGetItem on Table.Arn" + keys("ACCOUNT REQUEST LINK CODE LIMIT ADDRESS SESSION"),
		"dynamodb:Query on Table.Arn" + keys("ACCOUNT PERSON"), // what waits for a nominee who is signed in
		"dynamodb:Query on ${Table.Arn}/index/status",
		"dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem dynamodb:ConditionCheckItem on Table.Arn" +
			keys("ACCOUNT REQUEST DOMAIN NAME LOOK PERSON OUTBOX CODE LIMIT ADDRESS"),
		"dynamodb:UpdateItem on Table.Arn" + keys("SESSION"), // of a nominee who is signed in; opening a link extends no session
		"kms:GenerateMac on CodeKey.Arn if StringEquals kms:MacAlgorithm HMAC_SHA_256",
		"logs:CreateLogStream logs:PutLogEvents on ActOnRequestLog.Arn",
	},
	"SignInRole": {
		"dynamodb:GetItem dynamodb:PutItem dynamodb:DeleteItem on Table.Arn" + keys("SESSION"),
		"dynamodb:Query on Table.Arn" + keys("PERSON"), // the invitations that a sign-in confirms
		"dynamodb:BatchGetItem on Table.Arn" + keys("ACCOUNT"),
		"dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem on Table.Arn" + keys("ACCOUNT PERSON"),
		"logs:CreateLogStream logs:PutLogEvents on SignInLog.Arn",
	},
	"SendMailRole": {
		"dynamodb:Query on ${Table.Arn}/index/due",
		"dynamodb:BatchGetItem on Table.Arn" + keys("OUTBOX REQUEST CODE ACCOUNT ASK ADDRESS LIMIT"),
		"dynamodb:PutItem dynamodb:UpdateItem on Table.Arn" + keys("ACCOUNT REQUEST DOMAIN NAME PERSON OUTBOX LIMIT LINK"), // stores unreachable nominees
		"kms:GenerateMac on LinkKey.Arn CodeKey.Arn if StringEquals kms:MacAlgorithm HMAC_SHA_256",
		"ses:SendEmail on arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/${SenderIdentity}" +
			" arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:configuration-set/${MailConfiguration}" +
			" arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:configuration-set/${CodeMailConfiguration}" +
			" if StringEquals ses:FromAddress SenderAddress",
		"dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator on Table.StreamArn",
		"dynamodb:ListStreams on ${Table.Arn}/stream/*",
		"sqs:SendMessage on Undelivered.Arn",
		"logs:CreateLogStream logs:PutLogEvents on SendMailLog.Arn",
	},
	"IndexAccountsRole": {
		"dynamodb:DeleteItem dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem on Table.Arn" + keys("ACCOUNT"),
		"dynamodb:ConditionCheckItem dynamodb:PutItem on Table.Arn" + keys("ACCOUNT PERSON"),
		"dynamodb:BatchWriteItem on Table.Arn" + keys("WORD PERSON"),
		"dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator on Table.StreamArn",
		"dynamodb:ListStreams on ${Table.Arn}/stream/*",
		"sqs:SendMessage on Undelivered.Arn",
		"logs:CreateLogStream logs:PutLogEvents on IndexAccountsLog.Arn",
	},
	"CleanUpRole": {
		"dynamodb:BatchGetItem dynamodb:GetItem dynamodb:Query on Table.Arn" + keys("REQUEST ACCOUNT ASK PERSON DOMAIN DISPUTE"),
		"dynamodb:Query on ${Table.Arn}/index/due",
		"dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem on Table.Arn" + keys("ACCOUNT ASK REQUEST DOMAIN NAME LOOK PERSON OUTBOX DISPUTE"),
		"dynamodb:BatchWriteItem on Table.Arn" + keys("WORD PERSON"),
		"logs:CreateLogStream logs:PutLogEvents on CleanUpLog.Arn",
		"sqs:SendMessage on Undelivered.Arn",
	},
	"RecordMailEventRole": {
		"dynamodb:GetItem on Table.Arn" + keys("OUTBOX REQUEST ADDRESS LIMIT"),
		"dynamodb:PutItem dynamodb:UpdateItem on Table.Arn" + keys("ACCOUNT REQUEST DOMAIN NAME PERSON OUTBOX ADDRESS LIMIT"),
		"sqs:SendMessage on Undelivered.Arn",
		"logs:CreateLogStream logs:PutLogEvents on RecordMailEventLog.Arn",
	},
	"ScheduleRole": {
		"lambda:InvokeFunction on SendMailFunction.Arn CleanUpFunction.Arn",
		"sqs:SendMessage on Undelivered.Arn",
	},
}

// keys is the condition that all leading keys are of those kinds.
func keys(kinds string) string {
	return " if ForAllValues:StringLike dynamodb:LeadingKeys " + strings.ReplaceAll(kinds, " ", "#* ") + "#*"
}

// words returns a part of the template in one line: scalars without their tags.
func words(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.AliasNode:
		return words(n.Alias)
	case n.Kind == yaml.ScalarNode:
		return n.Value
	}
	parts := make([]string, len(n.Content))
	for i, part := range n.Content {
		parts[i] = words(part)
	}
	return strings.Join(parts, " ")
}

// fields returns the parts of a mapping by name.
func fields(n *yaml.Node) map[string]*yaml.Node {
	all := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		all[n.Content[i].Value] = n.Content[i+1]
	}
	return all
}

// only returns the only field of a mapping.
func only(t *testing.T, n *yaml.Node, name string) *yaml.Node {
	t.Helper()
	all := fields(n)
	if len(all) != 1 || all[name] == nil {
		t.Fatalf("line %d has not just %s: %v", n.Line, name, slices.Sorted(maps.Keys(all)))
	}
	return all[name]
}

func TestEveryRoleMayDoThisAndNothingElse(t *testing.T) {
	left := maps.Clone(rights)
	for name, r := range template(t) {
		if strings.HasPrefix(r.kind, "AWS::IAM::") && r.kind != "AWS::IAM::Role" {
			t.Errorf("%s gives rights beside the roles", name)
		}
		if r.kind != "AWS::IAM::Role" {
			continue
		}
		delete(left, name)
		var document yaml.Node
		if err := yaml.Unmarshal([]byte(r.text), &document); err != nil {
			t.Fatal(err)
		}
		resource := fields(only(t, document.Content[0], name))
		role := fields(resource["Properties"])
		if names := slices.Sorted(maps.Keys(role)); !slices.Equal(names, []string{"AssumeRolePolicyDocument", "Policies"}) {
			t.Errorf("%s is made of %v", name, names)
		}
		service := "lambda.amazonaws.com Action sts:AssumeRole"
		if name == "ScheduleRole" {
			service = "scheduler.amazonaws.com Action sts:AssumeRole Condition StringEquals aws:SourceAccount AWS::AccountId"
		}
		if got := words(role["AssumeRolePolicyDocument"]); got != "Version 2012-10-17 Statement Effect Allow Principal Service "+service {
			t.Errorf("%s is for %s", name, got)
		}
		var may []string
		for _, policy := range role["Policies"].Content {
			for _, statement := range fields(fields(policy)["PolicyDocument"])["Statement"].Content {
				part := fields(statement)
				line := words(part["Action"]) + " on " + words(part["Resource"])
				if part["Condition"] != nil {
					line += " if " + words(part["Condition"])
					delete(part, "Condition")
				}
				if len(part) != 3 || words(part["Effect"]) != "Allow" {
					t.Errorf("%s, line %d, is no plain permission", name, statement.Line)
				}
				may = append(may, line)
			}
		}
		for _, line := range may {
			if !slices.Contains(rights[name], line) {
				t.Errorf("%s may also: %s", name, line)
			}
		}
		for _, line := range rights[name] {
			if !slices.Contains(may, line) {
				t.Errorf("%s may not: %s", name, line)
			}
		}
	}
	for name := range left {
		t.Errorf("there is no %s", name)
	}
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

// By default one invalid record would block a shard for a day and then be lost.
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

// The scheduler's dead letters are events that it cannot deliver to Lambda; failed runs are Lambda's dead letters.
func TestSchedulesKeepWhatFails(t *testing.T) {
	all, scheduled := template(t), map[string]bool{}
	ofKind(t, "AWS::Scheduler::Schedule", func(name, text string) {
		for _, want := range []string{"RetryPolicy:", "DeadLetterConfig:", "RoleArn: !GetAtt ScheduleRole.Arn"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
		function := regexp.MustCompile(`Arn: !GetAtt (\w+Function)\.Arn`).FindStringSubmatch(text)
		if function == nil {
			t.Fatalf("%s runs no function", name)
		}
		scheduled[function[1]] = true
	})
	for function := range scheduled {
		base := strings.TrimSuffix(function, "Function")
		for _, want := range []string{
			"FunctionName: !Ref " + function + "\n", "Qualifier: $LATEST\n", "MaximumRetryAttempts: 2\n",
			"OnFailure:\n          Destination: !GetAtt Undelivered.Arn",
		} {
			if !strings.Contains(all[base+"Runs"].text, want) {
				t.Errorf("the runs of %s lack %s", function, want)
			}
		}
		if !slices.Contains(rights[base+"Role"], "sqs:SendMessage on Undelivered.Arn") {
			t.Errorf("%s cannot keep what fails", function)
		}
	}
}

// The words are those that the function send-mail logs.
func TestMailThatDoesNotLeaveRaisesAnAlarm(t *testing.T) {
	all := template(t)
	for metric, words := range map[string]string{"MailFailed": "mail failed", "MailBudgetSpent": "mail budget spent"} {
		for name, wants := range map[string][]string{
			metric: {
				"LogGroupName: !Ref SendMailLog\n", `FilterPattern: '{ $.msg = "` + words + `" }'`, "MetricName: " + metric + "\n", "MetricValue: '1'",
				"MetricNamespace: !Sub SmartAccounts/${AWS::StackName}\n",
			},
			metric + "Alarm": {
				"Namespace: !Sub SmartAccounts/${AWS::StackName}\n", "MetricName: " + metric + "\n", "Statistic: Sum\n", "Period: 300\n",
				"EvaluationPeriods: 1\n", "Threshold: 1\n", "GreaterThanOrEqualToThreshold", "TreatMissingData: notBreaching",
			},
		} {
			for _, want := range wants {
				if !strings.Contains(all[name].text, want) {
					t.Errorf("%s lacks %q", name, want)
				}
			}
		}
	}
}

func TestEveryAlarmNotifies(t *testing.T) {
	ofKind(t, "AWS::CloudWatch::Alarm", func(name, text string) {
		if !strings.Contains(text, "AlarmActions: !If [HasAlarmTopic, [!Ref AlarmTopicArn], !Ref AWS::NoValue]") {
			t.Errorf("%s has no recipient", name)
		}
	})
}

// An issuer without its client would leave the API without an audience to ask tokens for.
func TestIssuerAndClientGoTogether(t *testing.T) {
	text, err := os.ReadFile("template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, rule, found := strings.Cut(string(text), "\nRules:\n")
	rule, _, ended := strings.Cut(rule, "\n\n")
	if !found || !ended {
		t.Fatal("the template has no rules")
	}
	var rules yaml.Node
	if err := yaml.Unmarshal([]byte(rule), &rules); err != nil {
		t.Fatal(err)
	}
	// Both empty, or neither.
	want := "IssuerAndClientGoTogether Assertions Assert OidcIssuer  OidcClientId  OidcIssuer  OidcClientId  AssertDescription"
	shape := regexp.MustCompile(`!\w+`).FindAllString(rule, -1)
	wantShape := "!Or !And !Equals !Ref !Equals !Ref !And !Not !Equals !Ref !Not !Equals !Ref"
	if got := words(&rules); !strings.HasPrefix(got, want) || strings.Join(shape, " ") != wantShape {
		t.Errorf("the rule is %s of %v", got, shape)
	}
}

// Anybody may register in the stack's own user pool, with any address.
func TestTheOwnUserPoolDoesNotVouchForAddresses(t *testing.T) {
	text, err := os.ReadFile("template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, rule, _ := strings.Cut(string(text), "\n  OnlyAnOutsideIssuerVouches:\n")
	for _, want := range []string{"RuleCondition: !Equals [!Ref OidcIssuer, '']", "Assert: !Equals [!Ref EmailVerifiedByIssuer, 'false']"} {
		if !strings.Contains(rule, want) {
			t.Errorf("the rule lacks %s", want)
		}
	}
	_, parameter, _ := strings.Cut(string(text), "\n  EmailVerifiedByIssuer:\n")
	if parameter, _, _ = strings.Cut(parameter, "Description:"); !strings.Contains(parameter, "Default: 'false'") {
		t.Errorf("EmailVerifiedByIssuer is %s", parameter)
	}
}

// A nominee who approves often has no user yet: closed sign-up would keep administrators out of their own accounts.
func TestAnybodyMayRegisterWithAVerifiedAddress(t *testing.T) {
	text := template(t)["UserPool"].text
	for _, want := range []string{
		"AllowAdminCreateUserOnly: false", "AutoVerifiedAttributes:\n        - email", "AttributesRequireVerificationBeforeUpdate:\n          - email",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("UserPool lacks %s", want)
		}
	}
}

// Every function gets and uses the deployment's changes to the list of shared mail domains.
func TestEveryFunctionGoesByTheSharedMailDomainsOfTheDeployment(t *testing.T) {
	text, err := os.ReadFile("template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, globals, _ := strings.Cut(string(text), "\nGlobals:\n")
	globals, _, _ = strings.Cut(globals, "\nResources:\n")
	for variable, parameter := range map[string]string{
		"SHARED_MAIL_DOMAINS_ADDED": "SharedMailDomainsAdded", "SHARED_MAIL_DOMAINS_EXEMPT": "SharedMailDomainsExempt",
	} {
		if !strings.Contains(globals, variable+": !Ref "+parameter+"\n") {
			t.Errorf("%s is not passed to all functions", parameter)
		}
		if !strings.Contains(string(text), "\n  "+parameter+":\n    Type: String\n    Default: ''\n    MaxLength: 1000\n") {
			t.Errorf("%s is not a text that is empty by default and fits the environment", parameter)
		}
	}
	programs, err := filepath.Glob("functions/*/main.go")
	if err != nil || len(programs) == 0 {
		t.Fatal(err)
	}
	for _, program := range programs {
		source, err := os.ReadFile(program)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(source), "\taccount.SetSharedMail(c.SharedMail)\n") {
			t.Errorf("%s goes by the list alone", program)
		}
	}
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

// To an address that bounced or complained, SES sends one-time codes, but no other mail.
func TestOnlyCodesAreSentWithoutSuppression(t *testing.T) {
	for name, want := range map[string]string{
		"MailConfiguration":     "SuppressionOptions:\n        SuppressedReasons:\n          - BOUNCE\n          - COMPLAINT\n",
		"CodeMailConfiguration": "SuppressionOptions:\n        SuppressedReasons: []\n",
	} {
		if set := template(t)[name]; set.kind != "AWS::SES::ConfigurationSet" || !strings.Contains(set.text+"\n", want) {
			t.Errorf("%s:\n%s", name, set.text)
		}
	}
}
