//go:build unix

package speech

import (
	"context"
	"os/exec"
	"runtime"
	"time"
)

// engines are those of the system, the one to use first at the top.
func engines() []engine {
	if runtime.GOOS == "darwin" {
		return []engine{say()}
	}
	return []engine{dispatcher(), espeak("espeak-ng"), espeak("espeak")}
}

// command makes a command that ends with ctx.
func command(ctx context.Context, args []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.WaitDelay = time.Second
	return cmd
}
