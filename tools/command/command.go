// Package command runs the commands of this repository: their arguments, the signals that end them, and their exit
// status.
package command

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/urfave/cli/v3"
)

// Main runs a command with the arguments of this process until the command returns or SIGINT or SIGTERM cancels its
// context. It exits with status 0, or after printing an error with 1.
func Main(c *cli.Command) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := Run(ctx, c, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", c.Name, err)
		os.Exit(1)
	}
}

// Run runs a command with those arguments. It returns an error if they hold a flag that the command does not define,
// or an argument beside flags unless the command has an ArgValidator of its own.
func Run(ctx context.Context, c *cli.Command, arguments []string, stdout, stderr io.Writer) error {
	c.Writer, c.ErrWriter = stdout, stderr
	c.ExitErrHandler = func(context.Context, *cli.Command, error) {} // Main prints it
	if c.ArgValidator == nil {
		c.ArgValidator = Exactly(0) // subcommands inherit it
	}
	complete(c)
	return c.Run(ctx, append([]string{c.Name}, arguments...))
}

// Exactly returns a validator of commands that take so many arguments beside flags.
func Exactly(number int) cli.ArgValidatorFunc {
	return func(_ context.Context, c *cli.Command) error {
		switch given := c.Args().Len(); {
		case given > number:
			return usageError(fmt.Errorf("unexpected argument %q", c.Args().Get(number)))
		case given < number:
			return usageError(fmt.Errorf("%d arguments, want %d", given, number))
		}
		return nil
	}
}

func complete(c *cli.Command) {
	c.HideHelpCommand = true
	c.OnUsageError = func(_ context.Context, _ *cli.Command, err error, _ bool) error { return usageError(err) }
	for _, sub := range c.Commands {
		complete(sub)
	}
}

func usageError(err error) error { return fmt.Errorf("%w; -h shows the usage", err) }
