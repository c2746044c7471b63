package main

import (
	"os"
	"time"

	"neem/check/edition"
	"neem/check/handout"
)

func writePage(file string, day time.Time) error {
	content, err := edition.BuiltIn()
	if err != nil {
		return err
	}
	page, err := handout.InAllLanguages(content, day)
	if err != nil {
		return err
	}
	return os.WriteFile(file, page, 0o644)
}
