// Command replay does again what failed for good and waits in the queue of undelivered events.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"smartaccounts/internal/config"
	"smartaccounts/tools/longrun"
)

const usage = `replay -queue URL -send-mail FUNCTION -clean-up FUNCTION
replay -queue URL -list

Gives each event in the queue to its function once more, and takes out of the queue what succeeds. Records
that the stream has forgotten, after a day, are left to the function that sweeps. Prints a line for each
message and a count. Ends with 0 only if nothing failed. With -list it only shows what is there.
The three names are outputs of the stack: UndeliveredQueueUrl, SendMailFunctionName, CleanUpFunctionName.
AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN say as whom, AWS_ENDPOINT_URL
or -endpoint where if not on AWS. They need sqs:ReceiveMessage, ChangeMessageVisibility and DeleteMessage,
lambda:InvokeFunction, dynamodb:GetShardIterator and GetRecords.

`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "replay:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string, getenv config.Getenv, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("replay", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { fmt.Fprint(stderr, usage); flags.PrintDefaults() }
	queue := flags.String("queue", "", "the queue's `address`")
	sendMail := flags.String("send-mail", "", "the `function` that sends mail")
	cleanUp := flags.String("clean-up", "", "the `function` that cleans up")
	endpoint := flags.String("endpoint", getenv("AWS_ENDPOINT_URL"), "the `address` of an AWS other than Amazon's")
	list := flags.Bool("list", false, "only show what is there")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("what is %q?", flags.Arg(0))
	case *queue == "":
		return errors.New("-queue is missing")
	case !*list && (*sendMail == "" || *cleanUp == ""):
		return errors.New("-send-mail or -clean-up is missing")
	}
	settings, err := longrun.Settings(getenv, *endpoint, 1)
	if err != nil {
		return err
	}
	letters := mailbox{sqs.NewFromConfig(settings), *queue}
	if *list {
		return letters.list(ctx, stdout)
	}
	return letters.replay(ctx, stdout, replayer{
		functions: lambda.NewFromConfig(settings),
		streams:   dynamodbstreams.NewFromConfig(settings),
		sendMail:  *sendMail,
		cleanUp:   *cleanUp,
	})
}
