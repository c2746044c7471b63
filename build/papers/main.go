// Command papers writes what goes with a release besides its programs. It is for the
// scripts in build; each command says what it reads and writes.
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

const usage = `usage: papers COMMAND, in the top folder of the source

  notices               gather the licences of all that the programs are made of into
                        assets/notices
  licences              print them as one text
  sbom VERSION PROGRAM...
                        print a software bill of materials (CycloneDX 1.5) of built
                        programs
  notes VERSION         print what CHANGELOG.md says of a version
  page FILE             write the guidance page in all languages
  installer FILE FOLDER write the words of the Windows installer, in the languages
                        that NSIS has in its folder of languages
  terminal FOLDER PROGRAM VERSION
                        write a built program's manual page and what shells complete
  desktop FOLDER VERSION
                        write what a Linux desktop needs to know of the program

The day of sbom, page and desktop is SOURCE_DATE_EPOCH, so that they can be made again.
`

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "papers:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	command := ""
	if len(args) > 0 {
		command, args = args[0], args[1:]
	}
	switch {
	case command == "notices" && len(args) == 0:
		return writeNotices("assets/notices")
	case command == "licences" && len(args) == 0:
		return printLicences(os.Stdout)
	case command == "notes" && len(args) == 1:
		changes, err := os.ReadFile("CHANGELOG.md")
		if err != nil {
			return err
		}
		notes, err := releaseNotes(string(changes), args[0])
		if err != nil {
			return err
		}
		_, err = fmt.Print(notes)
		return err
	case command == "installer" && len(args) == 2:
		return writeInstaller(args[0], args[1])
	case command == "terminal" && len(args) == 3:
		return writeTerminal(args[0], args[1], args[2], "build/linux/man")
	}
	day, err := sourceDate()
	if err != nil {
		return err
	}
	switch {
	case command == "sbom" && len(args) > 1:
		return printSBOM(os.Stdout, day, args[0], args[1:])
	case command == "page" && len(args) == 1:
		return writePage(args[0], day)
	case command == "desktop" && len(args) == 2:
		return writeDesktop(args[0], args[1], day)
	}
	return fmt.Errorf("wrong use\n%s", usage)
}

// sourceDate is the moment that reproducible builds put in place of now.
func sourceDate() (time.Time, error) {
	s, err := strconv.ParseInt(strings.TrimSpace(os.Getenv("SOURCE_DATE_EPOCH")), 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH: %w", err)
	}
	return time.Unix(s, 0).UTC(), nil
}
