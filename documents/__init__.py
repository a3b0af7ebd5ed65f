"""PAPER. DOCX, PDF, XLSX and chart images, made from domain values; knows no database."""
