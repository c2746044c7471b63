package speech

import (
	"context"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// engines are those of the system.
func engines() []engine { return []engine{sapi()} }

// command makes a command that ends with ctx and opens no window.
func command(ctx context.Context, args []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.WaitDelay = time.Second
	cmd.SysProcAttr = &syscall.SysProcAttr{HideWindow: true}
	return cmd
}

// sapi is Windows's speech synthesis, by way of PowerShell and .NET's
// System.Speech.Synthesis.SpeechSynthesizer. Untried.
func sapi() engine {
	shell := func(script string) []string {
		return []string{"powershell.exe", "-NoProfile", "-NonInteractive", "-Command", script}
	}
	const start = "Add-Type -AssemblyName System.Speech; $s = New-Object System.Speech.Synthesis.SpeechSynthesizer; "
	return engine{
		name:  "SAPI",
		list:  shell(start + `$s.GetInstalledVoices() | Where-Object Enabled | ForEach-Object { $_.VoiceInfo.Culture.Name + "|" + $_.VoiceInfo.Name }`),
		parse: parseSAPI,
		read: func(voice string) []string {
			return shell(start + "[Console]::InputEncoding = [Text.Encoding]::UTF8; " +
				"$s.SelectVoice('" + strings.ReplaceAll(voice, "'", "''") + "'); $s.Speak([Console]::In.ReadToEnd())")
		},
	}
}
