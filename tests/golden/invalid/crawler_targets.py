from lakeflow import GlueCrawler

landing = GlueCrawler("landing", database="landing")
