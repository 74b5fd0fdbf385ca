// Command smart-accounts has the maintenance commands for operators of a deployment.
package main

import (
	"os"

	"github.com/urfave/cli/v3"

	"smartaccounts/tools/command"
	"smartaccounts/tools/smart-accounts/firstaccount"
	"smartaccounts/tools/smart-accounts/fsck"
	"smartaccounts/tools/smart-accounts/load"
	"smartaccounts/tools/smart-accounts/reindex"
	"smartaccounts/tools/smart-accounts/replay"
)

func main() {
	command.Main(&cli.Command{
		Name:  "smart-accounts",
		Usage: "operate a deployment of Smart Accounts",
		Commands: []*cli.Command{
			firstaccount.Command(os.Getenv),
			fsck.Command(os.Getenv),
			reindex.Command(os.Getenv),
			replay.Command(os.Getenv),
			load.Command(os.Getenv),
		},
	})
}
