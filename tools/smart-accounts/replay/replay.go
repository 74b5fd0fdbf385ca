// Package replay is the command that replays dead letters.
package replay

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/urfave/cli/v3"

	"smartaccounts/internal/config"
	"smartaccounts/tools/longrun"
)

const description = `Invokes its function with each event in the queue again, and deletes from the queue what succeeds. Records that have
left the stream, after a day, are left to the scheduled run of the function that sweeps. Prints a line for each message and a count.
With -list it only prints what is in the queue.
The three names are outputs of the stack: UndeliveredQueueUrl, SendMailFunctionName, CleanUpFunctionName.
Exit status: 0 if nothing failed; else 1.

` + longrun.Credentials + `
They need sqs:ReceiveMessage, ChangeMessageVisibility and DeleteMessage, lambda:InvokeFunction,
dynamodb:GetShardIterator and GetRecords.`

// Command returns the command.
func Command(getenv config.Getenv) *cli.Command {
	return &cli.Command{
		Name: "replay", Usage: "replay dead letters",
		UsageText: `smart-accounts replay -queue URL -send-mail FUNCTION -clean-up FUNCTION
smart-accounts replay -queue URL -list`,
		Description: description,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "queue", Usage: "the `URL` of the queue", Required: true},
			&cli.StringFlag{Name: "send-mail", Usage: "the `FUNCTION` that sends mail"},
			&cli.StringFlag{Name: "clean-up", Usage: "the `FUNCTION` that cleans up"},
			longrun.EndpointFlag(getenv),
			&cli.BoolFlag{Name: "list", Usage: "only print what is in the queue"},
		},
		Action: func(ctx context.Context, c *cli.Command) error {
			list := c.Bool("list")
			if !list && (c.String("send-mail") == "" || c.String("clean-up") == "") {
				return errors.New("-send-mail or -clean-up is missing")
			}
			settings, err := longrun.Settings(getenv, c.String("endpoint"), 1)
			if err != nil {
				return err
			}
			letters := mailbox{sqs.NewFromConfig(settings), c.String("queue")}
			if list {
				return letters.list(ctx, c.Root().Writer)
			}
			return letters.replay(ctx, c.Root().Writer, replayer{
				functions: lambda.NewFromConfig(settings),
				streams:   dynamodbstreams.NewFromConfig(settings),
				sendMail:  c.String("send-mail"),
				cleanUp:   c.String("clean-up"),
			})
		},
	}
}
