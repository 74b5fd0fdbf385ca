package longrun

import (
	"github.com/urfave/cli/v3"

	"smartaccounts/internal/config"
)

// Credentials describes the environment variables for Settings.
const Credentials = `AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN are the credentials, AWS_ENDPOINT_URL
or -endpoint the address of an AWS other than Amazon's.`

// TableFlag returns the flag -table, for Open.
func TableFlag() cli.Flag {
	return &cli.StringFlag{Name: "table", Usage: "the `TABLE`'s name: the stack's output TableName", Required: true}
}

// EndpointFlag returns the flag -endpoint, for Open and Settings; its default is AWS_ENDPOINT_URL.
func EndpointFlag(getenv config.Getenv) cli.Flag {
	return &cli.StringFlag{Name: "endpoint", Value: getenv("AWS_ENDPOINT_URL"), Usage: "the `ADDRESS` of an AWS other than Amazon's"}
}

// StateFlag returns the flag -state, for Resume. The command itself computes the default, which is only described here.
func StateFlag(byDefault string) cli.Flag {
	return &cli.StringFlag{Name: "state", DefaultText: byDefault, Usage: "the `FILE` from which to continue after an interruption"}
}
